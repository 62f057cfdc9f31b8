#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""CSAF documents of our own that touch every kind of test: lint.py FOLDER."""
import json
import os
import sys

DAY = '2024-03-0%dT10:00:00Z'


def product(name, ident, **helper):
    p = {'name': name, 'product_id': ident}
    if helper:
        p['product_identification_helper'] = helper
    return p


def document(version):
    d = {'category': 'csaf_security_advisory', 'csaf_version': version, 'lang': 'de-CH-1901', 'source_lang': 'en',
         'distribution': {'tlp': {'label': 'CLEAR' if version == '2.1' else 'WHITE'}},
         'notes': [{'category': 'summary', 'text': 'Text', 'title': 'Summary'}],
         'publisher': {'category': 'translator', 'name': 'Example', 'namespace': 'https://www.example.com'},
         'references': [{'category': 'self', 'summary': 'This', 'url': 'https://www.example.com/example-1.json'}],
         'title': 'A flaw', 'tracking': {
             'current_release_date': DAY % 3, 'id': 'Example-1', 'initial_release_date': DAY % 1,
             'revision_history': [{'date': DAY % n, 'number': '%d.0.0' % n, 'summary': 's'} for n in (1, 2, 3)],
             'status': 'final', 'version': '3.0.0+x'}}
    if version == '2.1':
        d['license_expression'] = '(MIT OR LicenseRef-scancode-public-domain) AND GPL-2.0-only WITH GCC-exception-2.0'
        d['distribution']['sharing_group'] = {'id': 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'name': 'Public'}
    return d


def branches(version):
    purl = {'purls': ['pkg:npm/%40a/b@1.2?x=y#z']} if version == '2.1' else {'purl': 'pkg:npm/%40a/b@1.2?x=y#z'}
    leaf = [{'category': 'product_version', 'name': n, 'product': product('P ' + n, 'ID-' + n, **h)} for n, h in (
        ('1.0', dict(purl, cpe='cpe:2.3:a:v:p:1.0:u1:*:en:*:*:*:*')),
        ('1.1', {'hashes': [{'file_hashes': [{'algorithm': 'md5', 'value': '0' * 32}], 'filename': 'f'}]}),
        ('1.2', {'model_numbers': ['A*\\**'], 'serial_numbers': ['1'], 'skus': ['S?']}))]
    leaf += [{'category': 'product_version_range', 'name': n, 'product': product('R', 'ID-r%d' % i)} for i, n in enumerate(
        ('vers:intdot/>=1.0|!=1.1|<2', 'vers:semver/<1.0.0|>=1.2.0-rc.1|<=2.0.0', '<=1.5', 'vers:all/*', 'vers:deb/>1:2.0~x'))]
    return [{'branches': [{'branches': leaf, 'category': 'product_name', 'name': 'P'}], 'category': 'vendor', 'name': 'V'}]


CVSS = {
    'cvss_v2': {'version': '2.0', 'vectorString': 'AV:N/AC:L/Au:N/C:C/I:C/A:C/E:POC', 'baseScore': 10.0, 'temporalScore': 9.0},
    'cvss_v3': {'version': '3.1', 'vectorString': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'baseScore': 9.8,
                'baseSeverity': 'CRITICAL', 'attackVector': 'LOCAL'},
    'cvss_v4': {'version': '4.0', 'vectorString': 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
                'baseScore': 9.3, 'baseSeverity': 'CRITICAL'}}


def vulnerability(version):
    v = {'cve': 'CVE-2024-1000', 'notes': [{'category': 'description', 'text': 't', 'title': 'CVE Description'}],
         'flags': [{'label': 'component_not_present', 'group_ids': ['G'], 'date': DAY % 1}],
         'ids': [{'system_name': 'https://euvd.enisa.europa.eu', 'text': 'EUVD-2024-1'}],
         'involvements': [{'party': 'vendor', 'status': 'open', 'date': DAY % 1}],
         'product_status': {'known_affected': ['ID-1.0', 'ID-r0'], 'fixed': ['ID-1.2', 'ID-path'], 'known_not_affected': ['ID-1.1']},
         'remediations': [{'category': 'vendor_fix', 'details': 'd', 'product_ids': ['ID-1.0'], 'group_ids': ['G']}],
         'threats': [{'category': 'impact', 'details': 'd', 'product_ids': ['ID-1.1']}]}
    if version == '2.0':
        v['cwe'] = {'id': 'CWE-79', 'name': 'Improper Input Validation'}
        v['scores'] = [{'products': ['ID-1.0'], k: CVSS[k]} for k in ('cvss_v2', 'cvss_v3')]
        return v
    v['cwes'] = [{'id': 'CWE-20', 'name': 'Improper Input Validation', 'version': '4.13'}]
    v['disclosure_date'] = '2024-03-01T10:00:00.5+02:00'
    v['first_known_exploitation_dates'] = [{'date': DAY % 2, 'exploitation_date': DAY % 1, 'product_ids': ['ID-1.0']}]
    v['metrics'] = [{'content': {k: c}, 'products': ['ID-1.0', 'ID-1.2']} for k, c in CVSS.items()]
    v['metrics'] += [{'content': {'epss': {'percentile': '0.9', 'probability': '0.5', 'timestamp': DAY % 1},
                                  'qualitative_severity_rating': 'high'}, 'products': ['ID-r0']}]
    v['metrics'] += [{'content': {'ssvc_v2': {
        'schemaVersion': '2.0.0', 'timestamp': DAY % 1, 'target_ids': ['CVE-2024-1000'], 'selections': [
            {'namespace': n, 'key': 'SI', 'version': '2.0.0', 'values': [{'key': 'M'}, {'key': 'R'}]}
            for n in ('ssvc', 'ssvc//.example.test$de-DE', 'x_example.test#a/en')]}}, 'products': ['ID-1.0']}]
    return v


def whole(version):
    tree = {'branches': branches(version), 'full_product_names': [product('L', 'ID-list')],
            'product_groups': [{'group_id': 'G', 'product_ids': ['ID-1.1', 'ID-1.2']}]}
    if version == '2.1':
        tree['product_paths'] = [{'beginning_product_reference': 'ID-1.0', 'full_product_name': product('Path', 'ID-path'),
                                  'subpaths': [{'category': 'installed_with', 'next_product_reference': 'ID-path'}]}]
    else:
        tree['relationships'] = [{'category': 'installed_on', 'full_product_name': product('Path', 'ID-path'),
                                  'product_reference': 'ID-1.0', 'relates_to_product_reference': 'ID-path'}]
    d = {'document': document(version), 'product_tree': tree, 'vulnerabilities': [vulnerability(version)]}
    if version == '2.1':
        d['$schema'] = 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json'
        d['x_extensions'] = [{'$schema': 'https://www.example.com/x_1.0.0.json', 'category': 'essential', 'critical': True,
                              'content': {'a': 1}}]
    return d


for v in ('2.0', '2.1'):
    with open(os.path.join(sys.argv[1], 'csaf-%s.json' % v), 'w', encoding='utf-8') as f:
        json.dump(whole(v), f, separators=(',', ':'))

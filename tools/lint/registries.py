#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the registry tables of src/knowledge/lint/tables/ from local copies of the registries.

usage: registries.py cwe FOLDER     one JSON per CWE release: {"version", "date", "weaknesses": [{id, name, status, usage}]}
       registries.py ssvc FILE DATES    SSVC's ssvc_object_registry.json; lines "file-name date" of its decision points
       registries.py spdx IDS OLD EXC OLDEXC SCANCODE   JSON lists of identifiers; the index.json of the LicenseDB
       registries.py language FILE DATE     the IANA language subtag registry as a JSON list of its records
       registries.py ids FILE           CSAF's registry of vulnerability ID systems (registry/id/registry.json)
each followed by the date of the copy; the table is written to standard output.
"""
import glob
import json
import os
import sys

# REUSE-IgnoreStart
HEAD = '''// SPDX-FileCopyrightText: %s
// SPDX-License-Identifier: %s
//
// Made by tools/lint/registries.py. Do not edit.
// Source: %s
// clang-format off
#include "knowledge/lint/tables/tables.h"
'''
# REUSE-IgnoreEnd


def quote(s):
    out = ''
    for c in s.encode('utf-8'):
        out += '\\' + chr(c) if c in (34, 92) else chr(c) if 32 <= c < 127 else '\\%03o' % c
    return '"' + out.replace('??', '?\\?') + '"'


def version_key(v):
    return [int(x) for x in v.split('.')]


def cwe(folder, date):
    releases = []
    for path in glob.glob(os.path.join(folder, '*.json')):
        with open(path, encoding='utf-8') as f:
            releases.append(json.load(f))
    releases.sort(key=lambda r: version_key(r['version']))
    usages = {None: 0, 'Allowed': 1, 'Allowed-with-Review': 2, 'Discouraged': 3, 'Prohibited': 4}
    rows = {}
    for n, release in enumerate(releases):
        for w in release['weaknesses']:
            fact = (w['name'], w['status'] == 'Deprecated', usages[w.get('usage')])
            spans = rows.setdefault(int(w['id'][4:]), [])
            if spans and spans[-1][0] == fact and spans[-1][2] == n - 1:
                spans[-1][2] = n
            else:
                spans.append([fact, n, n])
    print(HEAD % ('2006-2026 The MITRE Corporation', 'Apache-2.0',
                  'the weaknesses of the CWE releases 1.0 to %s, copied %s. CWE may be used without fee under the CWE\n'
                  '// terms of use, which ask for this designation of copyright.' % (releases[-1]['version'], date)))
    print('const struct lint_cwe_release lint_cwe_releases[] = {')
    for r in releases:
        print('    {WY_S_INIT("%s"), %s},' % (r['version'], int(r['date'].replace('-', '')) if r.get('date') else 0))
    print('};\nconst size_t lint_cwe_releases_n = WY_COUNT(lint_cwe_releases);\n')
    print('// number, first and last release (rows of the list above), deprecated, usage, name')
    print('const struct lint_cwe lint_cwes[] = {')
    for number in sorted(rows):
        for (name, old, usage), first, last in rows[number]:
            print('    {%d, %d, %d, %s, %d, WY_S_INIT(%s)},' % (number, first, last, str(old).lower(), usage, quote(name)))
    print('};\nconst size_t lint_cwes_n = WY_COUNT(lint_cwes);')


def ssvc(path, dates, date):
    with open(path, encoding='utf-8') as f:
        spaces = json.load(f)['types']['DecisionPoint']['namespaces']
    added = {}
    with open(dates, encoding='utf-8') as f:
        for line in f:
            name, day = line.split()
            added[name] = min(day, added.get(name, '9999-99-99'))
    rows = []
    for space in spaces.values():
        for key in space['keys'].values():
            for v in key['versions'].values():
                o = v['obj']
                base = ''.join(c if c.isalnum() else '_' for c in o['name'].lower())
                name = base + '_' + o['version'].replace('.', '_') + '.json'
                found = [added[n] for n in added if n.replace('__', '_').strip('_') == name.replace('__', '_')]
                rows.append((o['namespace'], o['key'], version_key(o['version']), o['version'],
                             int(min(found).replace('-', '')) if found else 0,
                             ' '.join(x['key'] for x in o['values'])))
    print(HEAD % ('2026 Carnegie Mellon University', 'MIT',
                  'the decision points of the SSVC object registry, copied %s, with the day each was added' % date))
    print('// namespace, key, version, added (yyyymmdd, 0 = not known), the keys of its values in order')
    print('const struct lint_decision_point lint_decision_points[] = {')
    for space, key, _, version, day, values in sorted(rows):
        print('    {WY_S_INIT("%s"), WY_S_INIT("%s"), WY_S_INIT("%s"), %d, WY_S_INIT(%s)},' %
              (space, key, version, day, quote(values)))
    print('};\nconst size_t lint_decision_points_n = WY_COUNT(lint_decision_points);')


def spdx(ids, old, exceptions, old_exceptions, scancode, date):
    lists = []
    for p in (ids, old, exceptions, old_exceptions, scancode):
        with open(p, encoding='utf-8') as f:
            lists.append(json.load(f))
    rows = {}
    for names, flag in zip(lists, ('0', 'LINT_LICENSE_OLD', 'LINT_LICENSE_EXCEPTION',
                                   'LINT_LICENSE_EXCEPTION | LINT_LICENSE_OLD')):
        for name in names:
            rows[name.lower()] = (name, flag)
    for entry in lists[4]:
        own = 'LicenseRef-scancode-' + entry['license_key']
        for name in [entry.get('spdx_license_key') or own] + entry.get('other_spdx_license_keys', []):
            if name and name.startswith('LicenseRef-scancode-'):
                flag = ['LINT_LICENSE_EXCEPTION'] * entry['is_exception'] + ['LINT_LICENSE_OLD'] * entry['is_deprecated']
                rows.setdefault(name.lower(), (name, ' | '.join(flag) or '0'))
    print(HEAD % ('SPDX contributors; nexB Inc. and others (ScanCode LicenseDB)', 'CC0-1.0 AND CC-BY-3.0 AND CC-BY-4.0',
                  'identifiers of the SPDX licence list and its exceptions, and of the AboutCode ScanCode LicenseDB,\n'
                  '// copied %s; in the order of their lower case' % date))
    print('const struct lint_license lint_licenses[] = {')
    for key in sorted(rows, key=lambda k: k.encode()):
        print('    {WY_S_INIT(%s), %s},' % (quote(rows[key][0]), rows[key][1]))
    print('};\nconst size_t lint_licenses_n = WY_COUNT(lint_licenses);')


def expand(subtag):
    if '..' not in subtag:
        return [subtag]
    first, last = subtag.split('..')
    out, current = [], first
    while True:
        out.append(current)
        if current == last:
            return out
        letters = list(current)
        i = len(letters) - 1
        while letters[i] in 'zZ':
            letters[i] = 'a' if letters[i] == 'z' else 'A'
            i -= 1
        letters[i] = chr(ord(letters[i]) + 1)
        current = ''.join(letters)


def language(path, date):
    with open(path, encoding='utf-8') as f:
        records = json.load(f)
    groups = {'language': set(), 'extlang': set(), 'script': set(), 'region': set(), 'variant': set(), 'grandfathered': set()}
    for r in records:
        if r['Type'] in groups:
            groups[r['Type']].update(x.lower() for x in expand(r.get('Subtag') or r['Tag']))
    print(HEAD % ('IANA', 'CC0-1.0', 'the IANA language subtag registry of ' + date + '; lower case, one blank after each'))
    print('#pragma GCC diagnostic ignored "-Woverlength-strings"')
    for name, tags in groups.items():
        print('const char lint_%ss[] =' % name)
        line = ' '
        for tag in sorted(tags):
            if len(line) + len(tag) > 108:
                print('    "%s"' % line)
                line = ''
            line += tag + ' '
        print('    "%s";\n' % line)


def ids(path, date):
    with open(path, encoding='utf-8') as f:
        d = json.load(f)
    print(HEAD % ('OASIS Open', 'Apache-2.0', "CSAF's registry of vulnerability ID systems of " + d['last_updated'] + ', copied ' + date))
    print('const struct lint_id_system lint_id_systems[] = {')
    for e in d['entries']:
        print('    {WY_S_INIT(%s), %s},' % (quote(e['system_name']), quote(e['text_pattern'])))
    print('};')
    print('_Static_assert(WY_COUNT(lint_id_systems) == LINT_ID_SYSTEMS, "tables.h counts the ID systems");')


{'cwe': cwe, 'ssvc': ssvc, 'spdx': spdx, 'language': language, 'ids': ids}[sys.argv[1]](*sys.argv[2:])

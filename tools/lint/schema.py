#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Turns the JSON schemas that a CSAF 2.0 or 2.1 document is checked against into the flat table that
src/knowledge/lint/schema.c walks: no titles, no descriptions, references resolved, one row for each sub-schema.

usage: schema.py FOLDER DATE > src/knowledge/lint/tables/schema.c
FOLDER holds csaf_2.0/ and csaf_2.1/ with json_schema/ and referenced_schema/ as the OASIS CSAF repository has them.
"""
import json
import os
import re
import sys

TYPES = {'null': 1, 'boolean': 2, 'integer': 4, 'number': 12, 'string': 16, 'array': 32, 'object': 64}
FORMATS = {'date-time': 'LINT_FORMAT_DATE_TIME', 'uri': 'LINT_FORMAT_URI', 'uuid': 'LINT_FORMAT_UUID'}
KNOWN = {'$schema', '$id', 'id', 'title', 'description', 'examples', 'default', 'license', '$defs', 'definitions',
         'type', 'required', 'properties', 'additionalProperties', 'unevaluatedProperties', 'items', 'minItems',
         'minProperties', 'maxProperties', 'minLength', 'maxLength', 'pattern', 'format', 'enum', 'const', 'minimum',
         'maximum', 'multipleOf', 'uniqueItems', '$ref', 'oneOf', 'anyOf', 'allOf', '$vocabulary'}


def quote(s):
    out = ''
    for c in s.encode('utf-8'):
        if c in (34, 92):
            out += '\\' + chr(c)
        elif 32 <= c < 127:
            out += chr(c)
        else:
            out += '\\%03o' % c
    return '"' + out.replace('??', '?\\?') + '"'


class Compiler:
    def __init__(self):
        self.documents, self.memo = {}, {}
        self.nodes, self.props, self.names, self.alternatives, self.patterns = [], [], [], [], []

    def load(self, path, version):
        with open(path, encoding='utf-8') as f:
            d = json.load(f)
        name = (d.get('$id') or d.get('id')).split('?')[0]
        self.documents[(version, name)] = d
        return name

    def resolve(self, version, base, ref):
        name, _, pointer = ref.partition('#')
        name = name or base
        d = self.documents[(version, name)]
        for part in [p for p in pointer.split('/') if p]:
            d = d[part]
        return name, pointer, d

    def pattern(self, text):
        # ECMAScript's \s knows the Unicode spaces, PCRE2's does not.
        text = text.replace('[\\S]', '[^\\s\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{3000}\\x{feff}]')
        text = text.replace('[^\\s\\-_', '[^\\s\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{3000}\\x{feff}\\-_')
        if text not in self.patterns:
            self.patterns.append(text)
        return self.patterns.index(text) + 1

    def add_names(self, values):
        at = len(self.names)
        self.names += values
        return at

    def compile(self, version, base, schema, pointer=None, partial=False):
        if '$ref' in schema:
            assert not set(schema) - {'$ref', 'title', 'description', 'minItems'}, schema
            name, target, body = self.resolve(version, base, schema['$ref'])
            key = (version, name, target, schema.get('minItems'))
            if key in self.memo:
                return self.memo[key]
            return self.build(version, name, body, key, partial)
        return self.build(version, base, schema, pointer, partial)

    def build(self, version, base, s, key, partial):
        unknown = set(s) - KNOWN
        assert not unknown, unknown
        at = len(self.nodes)
        self.nodes.append(None)
        if key:
            self.memo[key] = at
        n = {'types': 0}
        if 'type' in s:
            n['types'] = TYPES[s['type']]
        values = [s['const']] if 'const' in s else s.get('enum')
        if values:
            assert all(isinstance(v, str) for v in values)
            n['types'] = n.get('types', TYPES['string'])
            n['values'], n['values_n'] = self.add_names(values), len(values)
        if 'pattern' in s:
            n['pattern'] = self.pattern(s['pattern'])
        if 'format' in s:
            n['format'] = FORMATS[s['format']]
        for kind, low, high in (('string', 'minLength', 'maxLength'), ('array', 'minItems', 'maxItems'),
                                ('object', 'minProperties', 'maxProperties')):
            if low in s:
                n['size_min'] = s[low]
            if high in s:
                n['size_max'] = s[high]
        if 'minimum' in s or 'maximum' in s:
            n['ranged'] = 'true'
            n['minimum'], n['maximum'] = s.get('minimum', '-HUGE_VAL'), s.get('maximum', 'HUGE_VAL')
        if s.get('multipleOf') == 0.1:
            n['tenths'] = 'true'
        if s.get('uniqueItems'):
            n['unique'] = 'true'
        if s.get('additionalProperties') is False or s.get('unevaluatedProperties') is False:
            n['closed'] = 'true'
        if 'properties' in s and not partial and s.get('additionalProperties') is not True:
            n['strict'] = 'true'
        if s.get('required'):
            n['required'], n['required_n'] = self.add_names(s['required']), len(s['required'])
        if 'items' in s:
            n['items'] = self.compile(version, base, s['items'])
        if 'properties' in s:
            rows = [(k, self.compile(version, base, v, None, partial)) for k, v in s['properties'].items()]
            if s.get('unevaluatedProperties') is False:
                # What the alternatives name counts as known; they check it.
                names = {k for sub in s.get('allOf', []) for x in sub['anyOf'] for k in x.get('properties', {})}
                rows += [(k, self.compile(version, base, {})) for k in names - set(s['properties'])]
            rows.sort(key=lambda r: r[0].encode())
            n['props'], n['props_n'] = len(self.props), len(rows)
            self.props += rows
        groups = []
        if 'oneOf' in s:
            groups.append(('LINT_ONE_OF', s['oneOf']))
        if 'anyOf' in s:
            groups.append(('LINT_ANY_OF', s['anyOf']))
        for sub in s.get('allOf', []):
            assert set(sub) == {'anyOf'}
            groups.append(('LINT_ANY_OF', sub['anyOf']))
        assert len(groups) <= 1
        for kind, subs in groups:
            rows = [self.compile(version, base, sub, None, kind == 'LINT_ANY_OF') for sub in subs]
            n['choice'], n['choices'], n['choices_n'] = kind, len(self.alternatives), len(rows)
            self.alternatives += rows
        self.nodes[at] = n
        return at


def emit(c, roots, date):
    print('// SPDX-FileCopyrightText: OASIS Open; 2017-2025 FIRST.ORG, Inc.; 2026 Carnegie Mellon University')
    print('// SPDX-License-Identifier: Apache-2.0 AND BSD-3-Clause AND MIT')
    print('//')
    print('// Made by tools/lint/schema.py from the OASIS CSAF 2.0 and 2.1 JSON schemas (copied and derived as the OASIS IPR')
    print('// policy allows, "assist in its implementation"), the FIRST CVSS 2.0, 3.0, 3.1 and 4.0 JSON schemas (BSD-3-Clause)')
    print('// and the SSVC selection list schema 2.0.0 (MIT), as of ' + date + '. Do not edit.')
    print('// clang-format off')
    print('#include "knowledge/lint/schema.h"\n\n#include <math.h>\n')
    print('const struct lint_schema lint_schemas[] = {')
    for i, n in enumerate(c.nodes):
        print('    {' + ', '.join('.%s = %s' % kv for kv in n.items()) + '}, // %d' % i)
    print('};\n')
    print('const struct lint_property lint_properties[] = {')
    for name, node in c.props:
        print('    {WY_S_INIT(%s), %d},' % (quote(name), node))
    print('};\n')
    for table, rows in (('lint_schema_names', c.names), ):
        print('const wy_str %s[] = {' % table)
        for r in rows:
            print('    WY_S_INIT(%s),' % quote(r))
        print('};\n')
    print('const uint16_t lint_alternatives[] = {%s};\n' % ', '.join(map(str, c.alternatives)))
    print('const char *const lint_patterns[LINT_PATTERNS] = {\n    NULL,')
    for p in c.patterns:
        print('    %s,' % re.sub(r'(.{100}[^\\])(?=[^\\]{3})', lambda m: m.group(1) + '"\n    "', quote(p)))
    print('};\n')
    print('const uint16_t lint_schema_roots[] = {')
    for k, v in roots.items():
        print('    [%s] = %d,' % (k, v))
    print('};')
    print('_Static_assert(LINT_PATTERNS == %d, "schema.h counts the patterns");' % (len(c.patterns) + 1))


def main():
    folder, date = sys.argv[1:3]
    c, roots = Compiler(), {}
    for version, main_file in (('2.0', 'csaf_json_schema.json'), ('2.1', 'csaf.json')):
        top = os.path.join(folder, 'csaf_' + version)
        names = []
        for sub, _, files in os.walk(os.path.join(top, 'referenced_schema')):
            names += [os.path.join(sub, f) for f in sorted(files) if 'strict' not in f and f != 'meta.json']
        if version == '2.1':
            names += [os.path.join(top, 'json_schema', f) for f in ('extension-content.json', 'extension-metaschema.json')]
        for f in sorted(names):
            c.load(f, version)
        root = c.load(os.path.join(top, 'json_schema', main_file), version)
        tag = version.replace('.', '')
        roots['LINT_SCHEMA_CSAF' + tag] = c.compile(version, root, {'$ref': root + '#'})
        first = 'https://www.first.org/cvss/cvss-v'
        for v in ('2.0', '3.0', '3.1') + (('4.0', ) if version == '2.1' else ()):
            if version == '2.1':
                roots['LINT_SCHEMA_CVSS' + v.replace('.', '')] = c.compile(version, root, {'$ref': first + v + '.json'})
    ssvc = 'https://certcc.github.io/SSVC/data/schema/v2/SelectionList_2_0_0.schema.json'
    roots['LINT_SCHEMA_SSVC'] = c.compile('2.1', '', {'$ref': ssvc})
    extension = 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-content.json'
    roots['LINT_SCHEMA_EXTENSION'] = c.compile('2.1', '', {'$ref': extension})
    emit(c, roots, date)


main()

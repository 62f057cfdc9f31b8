#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""One phone of phone.py as a bugreport zip. usage: one_example.py NAME FILE"""
import sys

import phone

with open(sys.argv[2], "wb") as f:
    f.write(getattr(phone, sys.argv[1])().bugreport_zip())

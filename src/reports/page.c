// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/page.h"

static const char style[] =
    ":root{color-scheme:light dark;--text:#1b1b1f;--soft:#55565e;--page:#fff;--card:#f5f5f7;--line:#d3d4da;"
    "--now:#a80f1c;--soon:#7a4a00;--unsure:#1d4f91;--ok:#1c6330}"
    "@media(prefers-color-scheme:dark){:root{--text:#eceef2;--soft:#b3b6bf;--page:#17181b;--card:#212327;--line:#"
    "3d4048;"
    "--now:#ff9a9a;--soon:#f5c26b;--unsure:#9cc4ff;--ok:#8fd6a0}}"
    "*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);"
    "font:1rem/1.55 system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",\"Noto Sans Devanagari\",sans-serif}"
    "main{max-width:50rem;margin:0 auto;padding:1.5rem 1rem 3rem}"
    "h1{font-size:1.75rem;line-height:1.25;margin:.4rem 0}h2{font-size:1.2rem;margin:2rem 0 .6rem}"
    "h3{font-size:1.05rem;margin:0 0 .2rem}p{margin:.35rem 0}.soft{color:var(--soft)}"
    ".banner{border:2px solid;border-left-width:.6rem;border-radius:.4rem;padding:.6rem 1rem;background:var(--card)}"
    ".now{color:var(--now)}.soon{color:var(--soon)}.unsure{color:var(--unsure)}.ok{color:var(--ok)}"
    ".banner p{color:var(--text)}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line)}"
    "th{font-weight:600}td:last-child{white-space:nowrap;font-weight:700}"
    "article{background:var(--card);border:1px solid var(--line);border-left:.4rem solid;border-radius:.4rem;"
    "padding:.8rem 1rem;margin:.8rem 0}article>*{color:var(--text)}dl{margin:.5rem 0 "
    "0}dt{font-weight:600;margin-top:.5rem}"
    "dd{margin:0 0 0 0}.step{border:1px solid var(--line);border-radius:.3rem;padding:.4rem "
    ".6rem;background:var(--page)}"
    "code{font-family:ui-monospace,\"Noto Sans Mono\",monospace;font-size:.88em;overflow-wrap:anywhere}"
    ".chain{max-width:100%;height:auto}summary{cursor:pointer;font-weight:600}"
    "ul{padding-left:1.2rem;margin:.4rem 0}li{margin:.25rem 0;overflow-wrap:anywhere}"
    "footer{margin-top:2rem;border-top:1px solid var(--line);padding-top:.6rem;font-size:.9rem;color:var(--soft)}"
    "@media print{:root{color-scheme:light;--text:#000;--soft:#333;--page:#fff;--card:#fff;--line:#999}"
    "body{font-size:10pt;line-height:1.4}main{max-width:none;padding:0}article,table,.banner{break-inside:avoid}"
    "h2,h3{break-after:avoid}@page{margin:15mm}}";

void wy_page_head(struct wy_buf *out, const char *lang, const char *title, const char *more)
{
    wy_buf_addc(out, "<!doctype html>\n<html lang=\"");
    wy_buf_html(out, wy_str_c(lang ? lang : "en"));
    wy_buf_addc(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                     "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Wary: ");
    wy_buf_html(out, wy_str_c(title));
    wy_buf_addc(out, "</title>\n<style>");
    wy_buf_addc(out, style);
    wy_buf_addc(out, more);
    wy_buf_addc(out, "</style>\n</head>\n<body>\n<main>\n");
}

void wy_page_foot(struct wy_buf *out) { wy_buf_addc(out, "</main>\n</body>\n</html>\n"); }

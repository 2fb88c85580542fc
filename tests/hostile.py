"""Words that run a script where a page takes them for markup, and what tells that one of them did."""

from typing import Any

RUN = "window.hacked=1"
PAYLOADS = {
    "script": f"<script>{RUN}</script>",
    "end of script": f"</script><script>{RUN}</script>",
    "end of all": f"--></title></style></textarea></noscript></template>]]><script>{RUN}</script>",
    "comment": f"<!--<script>{RUN}//--></script>",
    "image": f'<img src=x onerror="{RUN}">',
    "drawing": f"<svg/onload={RUN}><animate onbegin={RUN} attributeName=x></svg>",
    "formula": f"<math><mtext><table><mglyph><style><!--</style><img src=x onerror={RUN}>",
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>" src="javascript:parent.{RUN}"></iframe>',
    "double quote": f'" autofocus tabindex=0 onfocus={RUN} onmouseover={RUN} x="',
    "single quote": f"' autofocus tabindex=0 onfocus={RUN} onmouseover={RUN} x='",
    "references": f"&quot; onclick={RUN} &#34;&gt;&lt;img src=x onerror={RUN}&gt; &amp;lt;script&amp;gt;",
    "link": f'<a href="javascript:{RUN}">x</a> [x](javascript:{RUN}) ![x](x"onerror="{RUN})',
    "address": f"javascript:{RUN}//http://example.org/",
    "spaced address": f" \tjava\nscript:{RUN}",
    "data address": f"data:text/html,<script>opener.{RUN}</script>",
    "way out": '<base href="https://example.org/"><meta http-equiv=refresh content="0;url=https://example.org/">',
    "form": f'<form action="javascript:{RUN}"><button autofocus>x</button></form>',
    "separators": f"\u2028{RUN}\u2029{RUN}\n{RUN}\\u2028\\",
    "template": f"{{{{ constructor.constructor('{RUN}')() }}}} `${{{RUN}}}` {{% raw %}} <%= {RUN} %>",
    "style": "</style><style>*{display:none}</style> x{background:url(https://example.org/)}",
}
EVERYTHING = " ".join(PAYLOADS.values())

# each of what the page holds that would act; and each of what a payload would leave behind
ACTING = """
const acting = [];
for (const element of document.querySelectorAll("*")) {
  if (element.matches("iframe, base, math, img[src='x'], animate"))
    acting.push(element.outerHTML);
  for (const {name, value} of element.attributes)
    if (/^on./i.test(name) || /^(href|src|action|xlink:href|srcdoc)$/i.test(name)
        && /^(javascript|data:text)/i.test(value.replace(/[\\s\\x00-\\x1f]/g, "")))
      acting.push(element.outerHTML);
}
return acting.map((html) => html.slice(0, 300));
"""
# what ran, after a mouse went over everything
RAN = """
for (const element of document.querySelectorAll("body *"))
  for (const name of ["mouseover", "mouseenter", "focus", "error", "load"])
    element.dispatchEvent(new Event(name));
return window.hacked;
"""


def nothing_ran(driver: Any) -> None:
    """Fail if a payload ran on the page, or would when a mouse goes over it."""
    acting = driver.execute_script(ACTING)
    assert acting == [], acting
    assert driver.execute_script(RAN) is None

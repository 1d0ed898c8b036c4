// A page with Chatwoot's traps: nested #app, dir on the inner one, entries without links, pushState,
// shortcuts and paste and drop on the document. What it caught is in window.trap.
const session = { "access-token": "agent-token", client: "agent-client", uid: "agent@shop.test" };
document.cookie = `cw_d_session_info=${encodeURIComponent(JSON.stringify(session))}; path=/`;

const options = new URLSearchParams(location.search);
window.trap = { keys: [], pastes: 0, drops: 0, resolved: 0, labelMenu: 0 };

const outer = document.getElementById("app");
outer.innerHTML = `<div id="app"><nav>設定</nav><div class="list"></div><main><section class="messages"></section>
  <div class="reply-box"><div class="ProseMirror" contenteditable="true"></div></div></main></div>`;
const app = outer.firstElementChild;
if (options.has("rtl")) app.dir = "rtl";
if (options.has("dark")) document.body.classList.add("dark");
if (options.has("sidebar")) app.insertAdjacentHTML("beforeend", `<aside class="own-sidebar">聯絡人</aside>`);

const list = app.querySelector(".list");
for (let id = 1; id <= 60; id++) {
  const entry = document.createElement("div");
  entry.textContent = `#${id}`;
  entry.dataset.test = String(id);
  entry.addEventListener("click", () => open(id));
  list.append(entry);
}

function open(id) {
  history.pushState({}, "", `/app/accounts/1/conversations/${id}${location.search}`);
  draw();
}

function draw() {
  const id = /conversations\/(\d+)/.exec(location.pathname)?.[1];
  app.querySelector(".messages").textContent = id ? `conversation ${id}` : "";
}

addEventListener("popstate", draw);
draw();

document.addEventListener("keydown", (event) => {
  window.trap.keys.push(event.key);
  if (event.altKey && event.code === "KeyE") window.trap.resolved++;
  if (event.key === "l") window.trap.labelMenu++;
});
document.addEventListener("paste", () => window.trap.pastes++);
document.addEventListener("drop", (event) => {
  event.preventDefault();
  window.trap.drops++;
});
document.addEventListener("dragover", (event) => event.preventDefault());

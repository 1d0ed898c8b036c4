/** The sign-in pages' style: from 280 px up, light and dark with the system. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f5f6f8; --card: #fff; --text: #1c2026; --quiet: #5a6270; --line: #8b93a1;
  --accent: #0b6b63; --on-accent: #fff; --alert: #b3261e; --alert-ground: #fdecea; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15171b; --card: #1f2228; --text: #eceef2; --quiet: #a4acb9; --line: #6d7685;
    --accent: #58c7ba; --on-accent: #06211e; --alert: #ff9e96; --alert-ground: #3a2120; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; padding: 24px 12px; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", sans-serif;
  display: flex; flex-direction: column; align-items: center; justify-content: center; }
main { width: 100%; max-width: 380px; padding: 24px 20px; background: var(--card); border-radius: 12px;
  box-shadow: 0 1px 3px rgb(0 0 0 / 18%); overflow-wrap: anywhere; }
h1 { margin: 0 0 16px; font-size: 20px; line-height: 1.3; }
.auth-workspace { margin: 0 0 4px; color: var(--quiet); font-size: 13px; }
label { display: block; margin: 12px 0 4px; font-weight: 600; font-size: 14px; }
input { width: 100%; min-height: 40px; padding: 8px 10px; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
input[aria-invalid="true"] { border-color: var(--alert); }
button, .auth-button { display: block; width: 100%; min-height: 44px; margin-top: 20px; padding: 10px 12px; font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; color: var(--on-accent); background: var(--accent);
  border: 0; border-radius: 8px; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
.auth-quiet { margin: 16px 0 0; color: var(--quiet); font-size: 13px; }
.auth-hint { margin: 4px 0 0; color: var(--quiet); font-size: 13px; }
.auth-alert { margin: 0 0 12px; padding: 10px 12px; color: var(--alert); background: var(--alert-ground); border-radius: 8px; }
.auth-language { margin: 16px 0 0; font-size: 13px; }
`;

/** The end of a widget's sign-in pop-up: hands the code to the page that opened it, of this very origin. */
const answer = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);
const widget = window.opener as Window | null;
widget?.postMessage({ code: answer.get("code"), state: answer.get("state") }, location.origin);
window.close();

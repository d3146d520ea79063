// A touch or a key is what counts; what the page asks by itself does not. All tabs of a browser share the last touch.
// Idle for as long as the service allows, the page goes: the server says why, and has refused it already.
// At the end of the sign-in the sheet stays, so that nobody is thrown out in the middle of a set: what is tapped waits.
const TOUCHED = "itb-touched", TOLD = "itb-told";
const EVERY = 5000; // milliseconds between looks, and between tellings
const AFTER = 2000; // so much later than the server, so that it agrees

export default function ({ parentElement, data }) {
  const place = parentElement.closest("[data-testid=stElementContainer]") ?? parentElement;
  place.style.display = "none";
  const allowed = data.idle_seconds * 1000, ends = Date.now() + data.seconds_to_end * 1000;
  let known = Date.now() + data.seconds_left * 1000, bar;

  const at = (kept) => Number(localStorage.getItem(kept) ?? 0);
  const touch = () => localStorage.setItem(TOUCHED, Date.now());

  const runOut = () => {
    if (bar) return;
    bar = document.createElement("div");
    bar.setAttribute("role", "alert");
    bar.setAttribute("data-react-aria-top-layer", "true"); // usable even where Streamlit makes the page inert
    bar.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:10000001;padding:10px 16px;background:#fdf3dc;"
      + "border-top:4px solid #e69f00;color:#16212b;display:flex;gap:16px;align-items:center;flex-wrap:wrap";
    const again = document.createElement("button");
    again.textContent = "Sign in again";
    again.style.cssText = "min-height:44px;padding:0 18px;font:inherit;color:#fff;background:#0072b2;border:0;border-radius:4px";
    again.onclick = () => location.reload();
    bar.append(data.run_out, again);
    document.body.append(bar);
  };

  const tell = async () => {
    const answer = await fetch("/active", { method: "POST", cache: "no-store" }).catch(() => null);
    if (answer?.ok) { localStorage.setItem(TOLD, Date.now()); known = Date.now() + allowed; }
    if (answer?.status !== 401) return;
    if ((await answer.json()).ended === "expired") runOut();
    else location.reload();
  };

  const look = () => {
    if (Date.now() > Math.max(known, at(TOUCHED) + allowed) + AFTER) location.reload();
    else if (Date.now() > ends) runOut();
    else if (at(TOUCHED) > at(TOLD)) tell();
  };

  const rounds = setInterval(look, EVERY);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, true);
  return () => {
    clearInterval(rounds);
    bar?.remove();
    for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, touch, true);
  };
}

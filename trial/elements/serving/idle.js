// A touch or a key is what counts; what the page asks by itself does not. All tabs of a browser share the last touch.
// Idle for as long as the service allows, the page goes: the server says why, and has refused it already.
// At the end of the sign-in the sheet stays, so that nobody is thrown out during a set: what is tapped waits.
const TOUCHED = "itb-touched";
const TOLD = "itb-told";
const EVERY = 5000; // milliseconds between looks, and between tellings
const AFTER = 2000; // so much later than the server, so that it agrees

export default background(({ data, listen, repeat }) => {
  const allowed = data.idle_seconds * 1000;
  const ends = Date.now() + data.seconds_to_end * 1000;
  let known = Date.now() + data.seconds_left * 1000;
  let bar;

  const at = (name) => Number(localStorage.getItem(name) ?? 0);
  const touch = () => localStorage.setItem(TOUCHED, String(Date.now()));

  const showRunOut = () => {
    if (bar) return;
    const again = h("button", { onclick: () => location.reload() }, "Sign in again");
    bar = h("div", { class: "itb-run-out", role: "alert", [TOP_LAYER]: "true" }, data.run_out, again);
    document.body.append(bar);
  };

  const tell = async () => {
    const answer = await fetch("/active", { method: "POST", cache: "no-store" }).catch(() => null);
    if (answer?.ok) {
      localStorage.setItem(TOLD, String(Date.now()));
      known = Date.now() + allowed;
    }
    if (answer?.status !== 401) return;
    if ((await answer.json()).ended === "expired") showRunOut();
    else location.reload();
  };

  const look = () => {
    if (Date.now() > Math.max(known, at(TOUCHED) + allowed) + AFTER) location.reload();
    else if (Date.now() > ends) showRunOut();
    else if (at(TOUCHED) > at(TOLD)) tell();
  };

  repeat(look, EVERY);
  for (const kind of ["pointerdown", "keydown"]) listen(window, kind, touch, true);
  return () => bar?.remove();
});

// On every screen: what this browser still holds goes out, whichever trial it is of; what cannot go is said.
// An open sheet delivers and shows its own, so its trial is left to it. To send a tap twice does no harm.

const DRAIN_EVERY = 5000;

export function drain({ parentElement, data }) {
  const place = placeOf(parentElement);
  const lines = h("div", { class: "itb-outbox", role: "status" });
  parentElement.replaceChildren(lines);
  place.style.display = "none";
  let { token } = data;
  let problem = ""; // why the server takes nothing now: a role that is gone, a sign-in that is over

  const opened = () => (location.pathname.endsWith("/record") ? new URLSearchParams(location.search).get("trial") : null);

  const send = async (trial, taps) => {
    const answer = await fetch("/taps", {
      method: "POST", cache: "no-store", signal: AbortSignal.timeout(8000),
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ trial, recorder: data.recorder, taps: taps.map((one) => one.tap) }),
    });
    const said = await answer.json();
    problem = said.problem ?? "";
    if (!answer.ok) return;
    const kept = new Set(said.acknowledged);
    token = said.token ?? token;
    await outbox.write((store) => taps.forEach((one) => {
      if (kept.has(one.id)) store.delete(one.id);
      else if (said.refused[one.id]) store.put({ ...one, refusal: said.refused[one.id] });
    }));
  };

  const look = async () => {
    const held = await outbox.all().catch(() => []);
    return Map.groupBy(held.filter((one) => one.trial !== opened()), (one) => one.trial);
  };

  const say = (trials) => {
    const told = [...trials].map(([trial, taps]) => {
      const refused = taps.filter(refusalOf).length, others = taps.filter((one) => one.recorder !== data.recorder).length;
      const what = [
        refused && `${plural(refused, "value")} not saved`, others && `${plural(others, "value")} tapped by another person`,
        taps.length - refused - others > 0 && `${plural(taps.length - refused - others, "value")} waiting for the server`,
      ].filter(Boolean).join(", ");
      const link = h("a", { href: `/record?trial=${encodeURIComponent(trial)}` }, "Open that bedside");
      return h("p", {}, `This device still holds ${what}. ${problem} `, link);
    });
    lines.replaceChildren(...told);
    place.style.display = told.length ? "" : "none";
  };

  let busy = false;
  const round = async () => {
    if (busy) return;
    busy = true;
    try {
      for (const [trial, taps] of await look()) {
        const due = taps.filter((one) => one.recorder === data.recorder && !refusalOf(one)).slice(0, 100);
        if (due.length) await send(trial, due);
      }
    } catch { /* the server is away: the next round tries again */ }
    say(await look());
    busy = false;
  };
  round();
  const rounds = setInterval(round, DRAIN_EVERY);
  return () => clearInterval(rounds);
}

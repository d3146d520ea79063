// On every screen: what this browser still holds goes out, whichever trial it is of, and what cannot go is said.
// An open sheet delivers and shows its own, so its trial is left to it. To send a tap twice does no harm.

const DRAIN_EVERY = 5000; // milliseconds

const drain = background(({ parentElement, data, listen, repeat }) => {
  const lines = h("div", { class: "itb-outbox", role: "status" });
  parentElement.replaceChildren(lines);
  navigator.serviceWorker?.register("/worker.js").catch(() => {}); // a browser that forbids it cannot reload offline
  keepOnlyOf(data.recorder).catch(() => {});
  for (const kind of ["pointerdown", "keydown"]) listen(window, kind, touchKept, true);
  let { token } = data;
  let problem = ""; // why the server takes nothing now: a right that was taken away, a sign-in that is over
  let isBusy = false;

  /** What this browser holds, by trial, without the trial whose sheet is open. */
  const stored = async () => {
    const opened = location.pathname.endsWith("/record") && new URLSearchParams(location.search).get("trial");
    const records = await outbox.all().catch(() => []);
    return Map.groupBy(
      records.filter(({ trial }) => trial !== opened),
      ({ trial }) => trial,
    );
  };

  const send = async (trial, records) => {
    const taps = records.map(({ tap }) => tap);
    const answer = await request("taps", token, { trial, recorder: data.recorder, taps });
    problem = "";
    token = answer.token ?? token;
    await outbox.settle(records, answer);
  };

  const isForeign = ({ recorder }) => recorder !== data.recorder;

  const line = ([trial, records]) => {
    const refused = records.filter(refusalOf).length;
    const others = records.filter(isForeign).length;
    const counts = [
      [refused, "not saved"],
      [others, "tapped by another person"],
      [records.length - refused - others, "waiting for the server"],
    ];
    const what = counts.filter(([n]) => n > 0).map(([n, where]) => `${plural(n, "value")} ${where}`);
    const query = new URLSearchParams(location.search); // names that are hidden stay so
    query.set("trial", trial);
    const there = h("a", { href: `/record?${query}` }, "Open that bedside");
    return h("p", {}, `This device still holds ${what.join(", ")}. ${problem} `, there);
  };

  const round = async () => {
    if (isBusy) return;
    isBusy = true;
    for (const [trial, records] of await stored()) {
      const due = records.filter((record) => !isForeign(record) && !refusalOf(record)).slice(0, AT_ONCE);
      const keepProblem = (error) => {
        problem = error.sentence ?? problem; // without a server the next round tries again
      };
      if (due.length) await send(trial, due).catch(keepProblem);
    }
    lines.replaceChildren(...[...(await stored())].map(line));
    placeOf(parentElement).style.display = lines.children.length ? "" : "none";
    isBusy = false;
  };
  round();
  repeat(round, DRAIN_EVERY);
});

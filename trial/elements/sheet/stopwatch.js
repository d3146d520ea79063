// The stopwatch: runs in the page, not by reruns; what it times outlives a redraw, and goes into the reading.

/** For one row of the sheet. A test that was stopped early says how far it came, and why. */
function stopwatch(sheet, unit, row) {
  const name = `${sheet.open}|${row.fields[0]}`,
    shown = h("output", {}, "0.0"),
    label = h("span", { class: "lab" }),
    splits = h("span", { class: "how" });
  const seconds = (watch) => ((performance.now() - watch.from) / 1000).toFixed(1);
  const told = (watch) => (watch.splits.length ? `split ${watch.splits.join(", ")} s` : "");
  const boxes = () => [...row.fields, ...(row.more ?? [])].filter((one) => sheet.field(one).unit === "s"); // a third walk opens its own box
  const free = () => boxes().find((one) => sheet.cell(one).empty);
  const target = () => free() ?? boxes().at(-1);
  const run = () => {
    const watch = sheet.watches[name];
    start.textContent = watch ? "Stop" : "Start";
    start.classList.toggle("run", !!watch);
    split.hidden = early.hidden = !watch;
    if (!watch) return;
    splits.textContent = told(watch);
    if (!shown.isConnected) return;
    shown.textContent = seconds(watch);
    requestAnimationFrame(run);
  };
  const stop = () => {
    const watch = sheet.watches[name],
      time = seconds(watch);
    delete sheet.watches[name];
    shown.textContent = time;
    run();
    return [time, told(watch)];
  };
  const start = button("", () => {
    const key = target();
    if (!sheet.watches[name]) {
      sheet.watches[name] = { from: performance.now(), splits: [] };
      unit.reveal?.(key);
      return run();
    }
    const [time, note] = stop(),
      input = sheet.controls.get(key).querySelector("input");
    input.value = time;
    return sheet.number(unit, key, input, note);
  });
  const split = button(
    "Split",
    () => {
      const watch = sheet.watches[name];
      watch.splits.push(seconds(watch));
    },
    { class: "side-button" },
  );
  const early = button(
    "Stopped early",
    () => {
      const key = target(),
        [time, note] = stop();
      sheet.askReason(unit, [key], null, [`stopped after ${time} s`, note].filter(Boolean).join(", "));
    },
    { class: "side-button" },
  );
  unit.paintWatch = () => {
    const isFull = boxes().length > 1 && !free(); // timing on would take the last one's place: that is typed, on purpose
    start.disabled = isFull && !sheet.watches[name];
    label.textContent = isFull
      ? "Stopwatch: every walk is timed"
      : `Stopwatch, ${sheet.field(target()).short.toLowerCase()}`;
  };
  queueMicrotask(run);
  return h(
    "div",
    {},
    label,
    h("div", { class: "pair wrap" }, h("div", { class: "watch" }, shown, start), split, early, splits),
  );
}

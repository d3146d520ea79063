// The stopwatch: runs in the page, not by reruns; what it times outlives a redraw, and goes into the reading.

/** For one row of the sheet. A test that was stopped early says how far it came, and why. */
function stopwatch(sheet, unit, row) {
  const name = `${sheet.open}|${row.fields[0]}`;
  const shown = h("output", {}, "0.0");
  const title = h("span", { class: "lab" });
  const splits = h("span", { class: "how" });
  const seconds = (watch) => ((performance.now() - watch.from) / 1000).toFixed(1);
  const noted = (watch) => (watch.splits.length ? `split ${watch.splits.join(", ")} s` : "");
  const fields = [...row.fields, ...(row.more ?? [])]; // a third walk opens its own box
  const boxes = fields.filter((key) => sheet.field(key).unit === "s");
  const free = () => boxes.find((key) => sheet.cell(key).empty);
  const target = () => free() ?? boxes.at(-1);
  const run = () => {
    const watch = sheet.watches[name];
    start.textContent = watch ? "Stop" : "Start";
    start.classList.toggle("run", !!watch);
    split.hidden = early.hidden = !watch;
    if (!watch) return;
    splits.textContent = noted(watch);
    if (!shown.isConnected) return;
    shown.textContent = seconds(watch);
    requestAnimationFrame(run);
  };
  const stop = () => {
    const watch = sheet.watches[name];
    const time = seconds(watch);
    delete sheet.watches[name];
    shown.textContent = time;
    run();
    return [time, noted(watch)];
  };
  const press = () => {
    const key = target();
    if (!sheet.watches[name]) {
      sheet.watches[name] = { from: performance.now(), splits: [] };
      unit.reveal?.(key);
      run();
      return;
    }
    const [time, note] = stop();
    const input = sheet.controls.get(key).querySelector("input");
    input.value = time;
    sheet.number(unit, key, input, note);
  };
  const keepSplit = () => sheet.watches[name].splits.push(seconds(sheet.watches[name]));
  const stopEarly = () => {
    const key = target();
    const [time, note] = stop();
    sheet.askReason(unit, [key], [`stopped after ${time} s`, note].filter(Boolean).join(", "));
  };
  const start = button("", press);
  const split = button("Split", keepSplit, { class: "side-button" });
  const early = button("Stopped early", stopEarly, { class: "side-button" });
  unit.paintWatch = () => {
    const isFull = boxes.length > 1 && !free(); // timing on would take the last one's place: that is typed, on purpose
    start.disabled = isFull && !sheet.watches[name];
    const next = `Stopwatch, ${sheet.field(target()).short.toLowerCase()}`;
    title.textContent = isFull ? "Stopwatch: every walk is timed" : next;
  };
  queueMicrotask(run);
  const controls = h("div", { class: "pair wrap" }, h("div", { class: "watch" }, shown, start), split, early, splits);
  return h("div", {}, title, controls);
}

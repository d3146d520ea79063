// The form of an event: what went wrong, or what explains a change in a curve. It opens in the sheet, not as a dialog.

function eventForm(sheet, block, close) {
  const chosen = { severity: null };
  const marks = Object.fromEntries(block.marks);
  const list = (name, options) => h("select", { "aria-label": name, onchange: (event) => { chosen[name] = event.target.value; show(); } }, h("option", { value: "" }, `${name}\u2026`), options);
  const option = ([key, label]) => h("option", { value: key }, label);
  const show = () => { harm.hidden = cause.hidden = chosen.What in marks; };
  const severities = block.severities.map(([key, label]) => h("button", { "aria-pressed": "false", onclick: (event) => { chosen.severity = key; for (const one of severities) one.setAttribute("aria-pressed", String(one === event.currentTarget)); } }, label));
  const box = (label, hint, wide) => h("input", { class: wide ? "wide" : "", placeholder: hint, "aria-label": label });
  const began = box("When it began", "now, 1052, -12 min"), action = box("What was done", "what was done", true), words = box("In words", "in words", true);
  const problem = h("p", { role: "alert" });
  const keep = () => {
    const text = began.value.trim(), read = text && text !== "now" ? sheet.typedTime(text) : {};
    const mark = marks[chosen.What];
    const missing = !chosen.What ? "Say what happened." : mark ? read.problem : !chosen.severity ? "Say how severe it is." : chosen.What === "other" && !words.value.trim() ? "Say in words what happened." : read.problem;
    if (missing) { problem.textContent = missing; return; }
    const at = new Date().toISOString();
    const event = { kind: mark ? "other" : chosen.What, severity: mark ? null : chosen.severity, cause: chosen.Cause || "unclear", action: action.value.trim(), words: [mark, words.value.trim()].filter(Boolean).join(": "), began_at: at };
    sheet.enter({ id: newId(), kind: "event", dose: sheet.data.dose, slot: sheet.open, event, ...(text && text !== "now" ? { taken: text, taken_typed_at: at } : {}) }, null);
    close();
  };
  const harm = h("div", { class: "pair wrap" }, severities), cause = list("Cause", block.causes.map(option));
  const what = list("What", [h("optgroup", { label: "Something went wrong" }, block.kinds.map(option)), h("optgroup", { label: "Explains a change in a curve" }, block.marks.map(option))]);
  return h("div", { class: "eventform" }, what, harm, cause, began, action, words, problem,
    h("div", { class: "pair" }, h("button", { onclick: keep }, "Keep this event"), h("button", { class: "link", onclick: close }, "Close")));
}

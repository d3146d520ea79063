// The form of an event: what went wrong, or what explains a change in a curve. It opens in the sheet, not as a dialog.

function eventForm(sheet, block, close) {
  const marks = Object.fromEntries(block.marks);
  const option = ([key, name]) => h("option", { value: key }, name);
  const group = (name, options) => h("optgroup", { label: name }, options.map(option));
  const list = (name, options, onchange) =>
    h("select", { "aria-label": name, onchange }, option(["", `${name}\u2026`]), options);
  const box = (name, placeholder, look = "wide") => h("input", { class: look, placeholder, "aria-label": name });
  const choose = ({ currentTarget }) => {
    for (const severity of severities) set(severity, "aria-pressed", severity === currentTarget);
  };
  const severities = block.severities.map(([value, name]) => button(name, choose, { value, "aria-pressed": "false" }));
  const harm = h("div", { class: "pair wrap" }, severities);
  const cause = list("Cause", block.causes.map(option));
  const kinds = [group("Something went wrong", block.kinds), group("Explains a change in a curve", block.marks)];
  const what = list("What", kinds, () => {
    harm.hidden = cause.hidden = what.value in marks;
  });
  const began = box("When it began", "when it began: now, 1052, -12 min", "");
  const action = box("What was done", "what was done");
  const words = box("In words", "in words");
  const problem = h("p", { role: "alert" });

  const keep = () => {
    const kind = what.value;
    const mark = marks[kind];
    const said = words.value.trim();
    const severity = severities.find((button) => button.ariaPressed === "true")?.value;
    const typed = began.value.trim().toLowerCase();
    const isNow = !typed || typed === "now";
    problem.textContent =
      (!kind && "Say what happened.") ||
      (!mark && !severity && "Say how severe it is.") ||
      (kind === "other" && !said && "Say in words what happened.") ||
      (!typed && sheet.setTime().text && "Say when it began, or type now: the time of this set is typed.") ||
      (!isNow && sheet.typedTime(typed).problem) ||
      "";
    if (problem.textContent) return;
    const at = new Date().toISOString();
    const event = {
      ...(mark ? { kind: "other", severity: null } : { kind, severity }),
      cause: cause.value || "unclear",
      action: action.value.trim(),
      began_at: at,
      ...(kind === "medicine" && said ? { medicine: said } : { words: [mark, said].filter(Boolean).join(": ") }),
    };
    const taken = isNow ? {} : { taken: typed, taken_typed_at: at };
    sheet.delivery.enter({ ...sheet.newTap("event"), event, ...taken }, null);
    close();
  };
  const buttons = h("div", { class: "pair" }, button("Keep this event", keep), link("Close", close));
  return h("div", { class: "eventform" }, what, harm, cause, began, action, words, problem, buttons);
}

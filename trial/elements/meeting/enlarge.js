// One chart over the whole screen, at a click or a key: the same picture enlarged, so its axes stay as they are.
const CHART = `:is(.st-key-review-panels, .st-key-review-more) ${ELEMENT}:has(${DRAWN_CHART})`;
export default background(({ listen, observe }) => {
  const charts = () => [...document.querySelectorAll(CHART)];
  const large = () => document.querySelector(".chart-large");

  const turn = (chart, open) => {
    const button = chart.querySelector(".larger");
    chart.classList.toggle("chart-large", open);
    button.textContent = open ? "Close" : "Enlarge";
    button.setAttribute("aria-expanded", String(open));
    return button;
  };
  const show = (chart) => {
    const before = large();
    const closed = before && turn(before, false);
    if (!chart) return closed.focus();
    const { offsetWidth: wide, offsetHeight: high } = chart;
    chart.style.setProperty("--wide", `${wide}px`); // its own size: were it resized, the figure would be drawn anew
    chart.style.setProperty("--high", `${high}px`);
    chart.style.setProperty("--grow", Math.min((innerWidth - 40) / wide, (innerHeight - 40) / high));
    return turn(chart, true).focus();
  };
  const furnish = () => {
    const bare = document.querySelectorAll(`${CHART}:not(:has(.larger))`);
    for (const chart of bare)
      chart.append(h("button", { class: "larger", type: "button", "aria-expanded": "false" }, "Enlarge"));
  };
  const clicked = (event) => {
    const chart = event.target.closest?.(CHART);
    if (!chart || event.target.closest(CHART_TOOLS)) return;
    show(chart === large() ? null : chart);
  };
  const pressed = (event) => {
    const now = large();
    if (!now) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") show(null);
    else if (step) show(charts().at((charts().indexOf(now) + step) % charts().length));
    else if (event.key !== "Tab") return;
    if (event.key !== "Tab" || !now.contains(event.target)) event.preventDefault();
  };
  observe(furnish);
  furnish();
  listen(window, "click", clicked);
  listen(window, "keydown", pressed, true);
  listen(window, "resize", () => large() && show(large()));
});

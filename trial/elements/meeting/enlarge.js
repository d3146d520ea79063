// One chart over the whole screen, at a click or from the keyboard: the same picture grown, so its axes stay as they are.
const CHART = `:is(.st-key-review-panels, .st-key-review-more) ${ELEMENT}:has(.js-plotly-plot)`;
export default background(({ listen, observe }) => {
  const charts = () => [...document.querySelectorAll(CHART)];
  const large = () => document.querySelector(".chart-large");

  const show = (chart) => {
    const before = large();
    before?.classList.remove("chart-large");
    for (const one of charts()) name(one, one === chart);
    if (chart) {
      const { offsetWidth: wide, offsetHeight: high } = chart;
      chart.style.setProperty("--wide", `${wide}px`); // its own size: were it resized, the figure would be drawn anew
      chart.style.setProperty("--high", `${high}px`);
      chart.style.setProperty("--grow", Math.min((innerWidth - 40) / wide, (innerHeight - 40) / high));
      chart.classList.add("chart-large");
    }
    (chart ?? before)?.querySelector(".larger").focus();
  };
  const name = (chart, open) => {
    const button = chart.querySelector(".larger");
    if (!button) return;
    button.textContent = open ? "Close" : "Enlarge";
    button.setAttribute("aria-expanded", String(open));
  };
  const furnish = () => {
    for (const chart of charts()) {
      if (chart.querySelector(".larger")) continue;
      const button = document.createElement("button");
      button.className = "larger";
      button.type = "button";
      chart.append(button);
      name(chart, false);
    }
  };
  const clicked = (event) => {
    const chart = event.target.closest?.(CHART);
    if (!chart || event.target.closest(".modebar")) return;
    show(chart.classList.contains("chart-large") ? null : chart);
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
  const resized = () => large() && show(large());
  observe(furnish);
  furnish();
  listen(window, "click", clicked);
  listen(window, "keydown", pressed, true);
  listen(window, "resize", resized);
});

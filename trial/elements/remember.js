// This tab only: gone when it closes, or when nobody has touched it for as long as the service allows.
const KEY = "itb-recorder";
const EVERY = 5000; // milliseconds between looks, and between notes of a touch

export default background(({ data, setTriggerValue, listen, repeat }) => {
  const allowed = data.idle_minutes * 60000;
  const touch = (name) => sessionStorage.setItem(KEY, JSON.stringify({ name, at: Date.now() }));
  const remembered = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return Date.now() - kept.at <= allowed ? kept : {};
  };
  const before = remembered();
  if (data.name) touch(data.name);
  else if (before.name) setTriggerValue("name", before.name);
  else sessionStorage.removeItem(KEY);
  const used = () => {
    const { name, at } = remembered();
    if (name && Date.now() - at > EVERY) touch(name);
  };
  const look = () => {
    if (!data.name || remembered().name) return;
    sessionStorage.removeItem(KEY);
    setTriggerValue("idle", Date.now());
  };
  repeat(look, EVERY);
  for (const kind of ["pointerdown", "keydown"]) listen(window, kind, used, true);
});

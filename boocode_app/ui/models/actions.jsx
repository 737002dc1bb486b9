import { Menu, MenuItem } from "$/public/external/boocode_app/ui/components/menu/menu/menu.jsx";
import { Idle, Load, More, Pause, Pin, Remove, Restart, Stop, Unpin } from "./icons.js";
import { during, losses, runs } from "./words.js";

const IDLE_CHOICES = [300, 1800, 7200, null];

/** What one would do first with a model: load or unload it, or go on with its download. `small`: an
 * icon alone. */
export function MainAction({ model, deeds, small }) {
  const deed = mainDeed(model, deeds);
  if (!deed) return null;
  const { word, icon: Icon, title, act, primary } = deed;
  return (
    <button
      type="button"
      className={small ? "icon-btn" : `btn ${primary ? "primary" : ""}`}
      aria-label={small ? `${word} ${model.name}` : undefined}
      title={title}
      onClick={act}
    >
      <Icon size={16} aria-hidden="true" />
      {!small && word}
    </button>
  );
}

function mainDeed(model, deeds) {
  const { state, kind, download } = model;
  if (kind === "endpoint") return null;
  if (download) {
    const going = ["waiting", "running", "checking"].includes(download.state);
    if (download.state === "checking") return null;
    return going
      ? { word: "Pause", icon: Pause, title: "Pause the download", act: () => deeds.download(model, "pause") }
      : { word: "Resume", icon: Load, title: "Go on with the download", act: () => deeds.download(model, "resume"), primary: true };
  }
  if (state === "stopping") return null;
  if (runs(model)) {
    return { word: "Unload", icon: Stop, title: `Unload. ${losses(model)}`, act: () => deeds.unload(model) };
  }
  const again = state === "failed";
  return { word: again ? "Try again" : "Load", icon: again ? Restart : Load, title: "Load into memory", act: () => deeds.load(model), primary: true };
}

/** Everything else that can be done with a model. */
export function ActionMenu({ model, deeds }) {
  const { name, kind, pinned, download, ttl_s: ttl } = model;
  const supervised = kind !== "endpoint" && !download;
  return (
    <Menu label={`More for ${name}`} buttonClass="icon-btn">
      <More size={16} aria-hidden="true" />
      {supervised && runs(model) && (
        <MenuItem icon={Restart} onClick={() => deeds.restart(model)}>Restart</MenuItem>
      )}
      {supervised && !model.default && (
        <MenuItem icon={pinned ? Unpin : Pin} onClick={() => deeds.pin(model, !pinned)}>
          {pinned ? "Unpin" : "Pin: never unload it for idleness"}
        </MenuItem>
      )}
      {supervised && <hr />}
      {supervised && (
        <div role="group" aria-label="Unload when idle" className="menu-group">
          <span className="menu-title">
            <Idle size={16} aria-hidden="true" />
            Unload when idle
          </span>
          {IDLE_CHOICES.map((choice) => (
            <MenuItem key={choice} checked={(ttl ?? null) === choice} onClick={() => deeds.idle(model, choice)}>
              {choice === null ? "Never" : `After ${during(choice)}`}
            </MenuItem>
          ))}
        </div>
      )}
      {supervised && !model.default && <hr />}
      {!model.default && (
        <MenuItem icon={Remove} danger onClick={() => deeds.askRemove(model)}>
          {download ? "Cancel the download…" : "Remove…"}
        </MenuItem>
      )}
    </Menu>
  );
}

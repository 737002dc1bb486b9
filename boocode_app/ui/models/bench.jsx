import { CopyButton } from "./log.jsx";

/** What `boocode ion bench` measured of a model on this machine. */
export function Bench({ name }) {
  const command = `boocode ion bench ${name}`;
  return (
    <div className="empty">
      <h3>Not measured yet</h3>
      <p>
        Speed, time to first token and KV size with each K cache type, with and without speculation, will stand here. It
        takes some minutes:
      </p>
      <code>{command}</code>
      <CopyButton text={() => command} />
    </div>
  );
}

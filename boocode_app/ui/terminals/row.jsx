import { Menu, MenuItem } from "$/public/external/boocode_app/ui/components/menu/menu/menu.jsx";
import { Moment } from "$/public/external/boocode_app/ui/components/moment/moment/moment.jsx";
import { StateDot } from "./dot.jsx";
import { Columns, End, Film, Link, More, Pencil, Remove, Rows } from "./icons.js";
import { NameField } from "./naming.jsx";
import { recordingLink } from "./pty.js";
import { endingOf, folderOf, nameOf, ownerOf } from "./words.js";

/** One terminal of the list: what it is, whose, how it does, and what can be done with it. `naming`:
 * its name is being typed, and `onNamed(byKey)` ends that. */
export function Row({ session, current, href, deeds, naming, onNaming, onNamed }) {
  const name = nameOf(session);
  const running = session.status === "running";
  const owner = ownerOf(session);
  const folder = folderOf(session.workdir);

  const onClick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    deeds.open(session.id);
  };
  const face = (
    <span className="pty-head">
      <StateDot session={session} quiet />
      {naming ? (
        <NameField name={name} onName={(wanted) => deeds.rename(session, wanted)} onLeave={onNamed} />
      ) : (
        <strong className="cut">{name}</strong>
      )}
      <Moment at={session.exitedAt ?? session.createdAt} />
    </span>
  );
  const command = [session.command, ...session.args].join(" ");
  return (
    <li className="pty-row" data-session={session.id} data-current={current}>
      {naming ? (
        <div className="pty-link">{face}</div>
      ) : (
        <a
          className="pty-link"
          href={href}
          aria-current={current}
          title={`${name}\n${command}\n${session.workdir}`}
          onClick={onClick}
          onDoubleClick={onNaming}
          onKeyDown={(event) => event.key === "F2" && onNaming()}
        >
          {face}
          <span className="pty-facts">
            <span className="cut">
              {running ? folder : `${endingOf(session)} in ${folder}`}
            </span>
            {owner && (
              <span className="tag cut" data-tone="accent">
                {owner}
              </span>
            )}
          </span>
          {session.lastLine && <code className="cut">{session.lastLine}</code>}
        </a>
      )}
      <Menu label={`More for ${name}`} buttonClass="icon-btn">
        <More size={16} aria-hidden="true" />
        <MenuItem icon={Columns} onClick={() => deeds.place(session.id, "row")}>Open to the right</MenuItem>
        <MenuItem icon={Rows} onClick={() => deeds.place(session.id, "column")}>Open below</MenuItem>
        <MenuItem icon={Pencil} hint="F2" onClick={onNaming}>Rename</MenuItem>
        <MenuItem icon={Link} onClick={() => deeds.share(session.id)}>Copy share link</MenuItem>
        <a role="menuitem" href={recordingLink(session.id)} download>
          <Film size={16} aria-hidden="true" />
          <span className="cut grow">Save the recording</span>
        </a>
        {running ? (
          <MenuItem icon={End} danger onClick={() => deeds.askEnd(session)}>End {name}…</MenuItem>
        ) : (
          <MenuItem icon={Remove} danger onClick={() => deeds.forget(session)}>Remove it and its output</MenuItem>
        )}
      </Menu>
    </li>
  );
}

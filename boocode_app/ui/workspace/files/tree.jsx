/* The tree of folders and files. Only the rows in sight are drawn; all of it is reached by keys. */

import { useEffect, useImperativeHandle, useRef, useState, useSyncExternalStore } from "react";
import { Fault } from "$/public/external/boocode_app/ui/components/fault/fault.jsx";
import { ChevronIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { visible } from "$/public/external/boocode_app/ui/components/diff/diff/words.js";
import { useRowHeight, useSight } from "$/public/external/boocode_app/ui/components/sight/sight.js";
import { KindIcon, Mark, spokenEntry } from "./entry.jsx";
import { leadsToFile, moveOf, rowOf, rowTyped } from "./rows.js";
import { Loading } from "./states.jsx";

const TYPING_MS = 700;

export function TreeView({ ref, tree, hidden, path, onOpen }) {
  const { rows, phase, fault } = useSyncExternalStore(tree.subscribe, tree.snapshot, tree.snapshot);
  const box = useRef(null);
  const [current, setCurrent] = useState(path);
  const rowHeight = useRowHeight();
  const typed = useRef({ text: "", at: 0 });
  const at = Math.max(rowOf(rows, current), 0);
  const [first, last, look] = useSight(box, rowHeight, at, rows.length, hidden || phase !== "shown");

  useImperativeHandle(ref, () => ({ focus: () => box.current?.focus() }));
  useEffect(() => {
    if (path) setCurrent(path);
  }, [path]);

  if (hidden) return null;
  if (phase === "loading") return <Loading label="Reading the folder" />;
  if (phase === "failed") return <Fault what="The files could not be listed." why={fault} onRetry={() => tree.refresh()} />;

  const goTo = (index) => rows[index]?.entry && setCurrent(rows[index].entry.path);
  const press = (row) => {
    if (row.fault) tree.read(row.parent);
    if (!row.entry) return;
    setCurrent(row.entry.path);
    if (row.isFolder) tree.toggle(row.entry.path);
    else if (leadsToFile(row.entry)) onOpen(row.entry.path);
  };
  const onKeyDown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length > 1) typed.current.text = "";
    const move = moveOf(event.key, rows, at, Math.floor(box.current.clientHeight / rowHeight));
    if (move?.toggle) tree.toggle(move.toggle);
    else if (move) goTo(move.at);
    else if (event.key === "Enter" || event.key === " ") rows[at] && press(rows[at]);
    else if (event.key.length === 1) {
      const old = event.timeStamp - typed.current.at > TYPING_MS;
      typed.current = { text: (old ? "" : typed.current.text) + event.key, at: event.timeStamp };
      goTo(rowTyped(rows, at, typed.current.text));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const drawn = rows.slice(first, last).map((row, index) => [row, first + index]);
  if (rows[at] && (at < first || at >= last)) drawn.push([rows[at], at]);
  return (
    <div
      ref={box}
      className="boo-files-tree"
      role="tree"
      tabIndex={0}
      aria-label="Files of the project"
      aria-activedescendant={rows.length ? idOf(at) : undefined}
      style={{ "--row": `${rowHeight}px` }}
      onScroll={look}
      onKeyDown={onKeyDown}
    >
      <div className="rows" role="presentation" style={{ height: rows.length * rowHeight }}>
        {drawn.map(([row, index]) => (
          <Row key={row.key} row={row} index={index} top={index * rowHeight} current={index === at} isShown={row.entry?.path === path} onPress={press} />
        ))}
      </div>
    </div>
  );
}

function Row({ row, index, top, current, isShown, onPress }) {
  const { entry, level, note, isFolder, isOpen } = row;
  return (
    <div
      id={idOf(index)}
      className="row"
      role="treeitem"
      aria-level={level}
      aria-setsize={row.size}
      aria-posinset={row.position}
      aria-expanded={isFolder ? isOpen : undefined}
      aria-selected={isShown}
      aria-label={entry ? spokenEntry(entry, isFolder) : note}
      aria-disabled={entry || row.fault ? undefined : true}
      data-current={current || undefined}
      data-ignored={entry?.ignored || undefined}
      data-status={entry?.status ?? undefined}
      style={{ top, paddingLeft: 8 + (level - 1) * 12 }}
      title={entry ? titleOf(entry) : note}
      onClick={() => onPress(row)}
    >
      <span className="fold">{isFolder && <ChevronIcon />}</span>
      {entry ? (
        <>
          <KindIcon entry={entry} isOpen={isOpen} />
          <bdi className="name">{visible(entry.name)}</bdi>
          <Mark status={entry.status} inFolder={isFolder} />
        </>
      ) : (
        <span className={row.fault ? "note bad" : "note"}>{row.fault ? `${note} Press to retry.` : note}</span>
      )}
    </div>
  );
}

const idOf = (index) => `boo-files-row-${index}`;

const titleOf = (entry) => (entry.target === null ? visible(entry.path) : `${visible(entry.path)} → ${visible(entry.target)}`);

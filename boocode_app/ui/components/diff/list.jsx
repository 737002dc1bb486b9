/* The changed files, as a tree or a list in which only the rows in sight are drawn. The focus is the
   box's; its cursor goes over folders too. */

import { useEffect, useMemo, useRef, useState } from "react";
import { ChevronIcon } from "$/public/external/boocode_app/ui/components/icons/icons.jsx";
import { useRowHeight, useSight } from "$/public/external/boocode_app/ui/components/sight/sight.js";
import { Counts, Name, Status } from "./file.jsx";
import { filtered, listRows, treeRows } from "./tree.js";
import { counted, spoken, visible } from "./words.js";
import "./list.css";

const INDENT_PX = 16;

export function FileList({ files, words, tree, current, isViewed, onPick, onFold, listRef }) {
  const [closed, setClosed] = useState(() => new Set());
  const [cursor, setCursor] = useState(null);
  const rows = useMemo(() => {
    const wanted = filtered(files, words);
    return tree ? treeRows(wanted, closed) : listRows(wanted);
  }, [files, words, tree, closed]);
  const at = Math.max(rows.findIndex((row) => row.key === cursor), 0);
  const rowHeight = useRowHeight();
  const own = useRef(null);
  const box = listRef ?? own;
  const [first, last, look] = useSight(box, rowHeight, at, rows.length);

  const path = current?.path ?? null;
  useEffect(() => setCursor(path), [path]);

  const toggle = (row, open = !row.open) =>
    setClosed((old) => {
      const next = new Set(old);
      if (open) next.delete(row.key.slice(0, -1));
      else next.add(row.key.slice(0, -1));
      return next;
    });
  const goTo = (index) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!row) return;
    setCursor(row.key);
    if (row.kind === "file") onPick(row.file);
  };
  const onKeyDown = (event) => {
    const row = rows[at];
    const does = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => row?.kind === "folder" && toggle(row, true),
      ArrowLeft: () => (row?.kind === "folder" && row.open ? toggle(row, false) : goTo(parentOf(rows, at))),
      Enter: () => (row?.kind === "folder" ? toggle(row) : row && onFold(row.file)),
    }[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  };
  return (
    <div
      ref={box}
      className="boo-diff-list"
      role={tree ? "tree" : "listbox"}
      tabIndex={0}
      aria-label="Changed files"
      aria-activedescendant={rows.length ? rowId(at) : undefined}
      onScroll={look}
      onKeyDown={onKeyDown}
      style={{ "--row": `${rowHeight}px` }}
    >
      {rows.length === 0 && <p className="none">No changed file is called “{words}”.</p>}
      <div className="rows" role="presentation" style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, last).map((row, n) => (
          <Row
            key={row.key}
            row={row}
            index={first + n}
            count={rows.length}
            tree={tree}
            top={(first + n) * rowHeight}
            atCursor={first + n === at}
            selected={row.kind === "file" && row.file.path === path}
            viewed={row.kind === "file" && isViewed(row.file)}
            onClick={() => (row.kind === "folder" ? toggle(row) : goTo(first + n))}
          />
        ))}
      </div>
    </div>
  );
}

function Row({ row, index, count, tree, top, atCursor, selected, viewed, onClick }) {
  const { depth, file } = row;
  const folder = row.kind === "folder";
  return (
    <div
      id={rowId(index)}
      className={`row ${row.kind}`}
      role={tree ? "treeitem" : "option"}
      aria-selected={selected}
      aria-expanded={folder ? row.open : undefined}
      aria-level={tree ? depth + 1 : undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-label={folder ? spokenFolder(row) : spoken(file) + (viewed ? ", viewed" : "")}
      data-cursor={atCursor || undefined}
      data-viewed={viewed || undefined}
      title={folder ? visible(row.key) : undefined}
      style={{ top, paddingLeft: 12 + depth * INDENT_PX }}
      onClick={onClick}
    >
      {folder ? (
        <>
          <ChevronIcon />
          <bdi className="cut grow">{visible(row.name)}</bdi>
          {!row.open && <Counts added={row.added} removed={row.removed} />}
        </>
      ) : (
        <>
          <Status file={file} />
          <Name file={file} bare={tree} />
          <Counts added={file.added} removed={file.removed} />
        </>
      )}
    </div>
  );
}

const rowId = (index) => `boo-diff-row-${index}`;

const spokenFolder = ({ name, files, added, removed }) =>
  `${visible(name)}, ${counted(files, "file")}, ${added} added, ${removed} removed`;

function parentOf(rows, at) {
  let above = at;
  while (above > 0 && rows[above].depth >= rows[at].depth) above--;
  return rows[above]?.depth < rows[at]?.depth ? above : at;
}

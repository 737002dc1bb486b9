/* The Files tab: the tree, or what is found by name, beside the file that is open; in a narrow panel
   one of them at a time. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { restOf } from "$/public/external/boocode_app/ui/components/rest/rest.js";
import { useWidth } from "$/public/external/boocode_app/ui/components/diff/diff/width.js";
import { FileView } from "./file.jsx";
import { Finder } from "./finder.jsx";
import { usePlace } from "./place.js";
import { useRereading } from "./rereading.js";
import { Nothing } from "./states.jsx";
import { treeOf } from "./tree.js";
import { TreeView } from "./tree.jsx";
import "./files.css";

const WIDE_PX = 640;

export function BooFiles({ projectId, themeType = "system" }) {
  const ask = useMemo(() => restOf(`/api/projects/${projectId}/files`, "The server cannot be reached.").ask, [projectId]);
  const place = usePlace(projectId);
  const tree = useTree(projectId, ask);
  const box = useRef(null);
  const wide = useWidth(box) >= WIDE_PX;
  const [query, setQuery] = useState("");
  const [browsing, setBrowsing] = useState(false);
  const listed = wide || browsing || !place.path;
  const shown = Boolean(place.path) && (wide || !browsing);
  const finder = useRef(null);
  const list = useRef(null);
  const returning = useRef(false);

  useEffect(() => setBrowsing(false), [place.path, place.lines]);
  useEffect(() => {
    if (place.path) tree.reveal(place.path);
  }, [tree, place.path]);
  useEffect(() => {
    if (!listed || !returning.current) return;
    returning.current = false;
    list.current?.focus();
  }, [listed]);

  const open = useCallback(
    (path, lines) => {
      setQuery("");
      setBrowsing(false);
      place.open(path, lines);
    },
    [place.open],
  );
  const back = () => {
    returning.current = true;
    place.close();
  };
  const onKeyDown = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "p" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    setBrowsing(true);
    requestAnimationFrame(() => finder.current?.focus());
  };
  const leaveFinder = () => {
    setQuery("");
    if (browsing && place.path && !wide) setBrowsing(false);
    else list.current?.focus();
  };
  return (
    <section ref={box} className="boo-files" aria-label="Files" data-wide={wide || undefined} onKeyDown={onKeyDown}>
      {listed && (
        <div className="boo-files-side">
          <Finder ref={finder} ask={ask} query={query} onQuery={setQuery} onOpen={open} onLeave={leaveFinder} />
          <TreeView ref={list} tree={tree} hidden={Boolean(query.trim())} path={place.path} onOpen={open} />
        </div>
      )}
      {shown && (
        <FileView key={projectId} ask={ask} projectId={projectId} place={place} themeType={themeType} onBack={wide ? null : back} />
      )}
      {wide && !place.path && (
        <Nothing>
          Open a file from the tree, or find one by its name: <kbd>Ctrl P</kbd>
        </Nothing>
      )}
    </section>
  );
}

/* The tree of the project, read again when the repository changed or the window comes back. */
function useTree(projectId, ask) {
  const tree = useMemo(() => treeOf(projectId, ask), [projectId, ask]);
  useEffect(() => void tree.refresh(), [tree]);
  useRereading(projectId, tree);
  return tree;
}

import { Suspense, lazy } from "react";

const panel = (name) => {
  const load = () => import("./panels.jsx").then((panels) => ({ default: panels[name] }));
  const Panel = lazy(() => load().catch(() => ({ default: NotLoaded })));
  return function Later(props) {
    return (
      <Suspense fallback={null}>
        <Panel {...props} />
      </Suspense>
    );
  };
};

export const CommandMenu = panel("CommandMenu");
export const FindBar = panel("FindBar");
export const Question = panel("Question");
export const TextSheet = panel("TextSheet");

function NotLoaded() {
  return <p className="term-strip warn" role="alert">This could not be loaded. Reload the page.</p>;
}

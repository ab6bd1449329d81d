// How high the line above and the tools below are, as --above and --tools on the board: their words wrap, and grow with
// bigger text, and what lies between them must know; what the page itself lays over a board in sight, by --pm-above and
// --pm-foot: how much of the screen the tools take from below.
import { useLayoutEffect } from "react";

const EDGES = [["--above", ".pm-above"], ["--tools", ".pm-tools"]];

export function useEdges(root) {
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => {
      for (const [name, what] of EDGES) root.current.style.setProperty(name, `${root.current.querySelector(what).offsetHeight}px`);
      if (!root.current.checkVisibility()) return;
      const page = document.documentElement.style;
      page.setProperty("--pm-above", root.current.style.getPropertyValue("--above"));
      page.setProperty("--pm-foot", `${root.current.clientHeight - root.current.querySelector(".pm-tools").offsetTop}px`);
    });
    for (const [, what] of EDGES) watch.observe(root.current.querySelector(what));
    return () => watch.disconnect();
  }, []);
}

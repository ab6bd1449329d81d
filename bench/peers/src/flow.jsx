// The same board in React Flow, as a person would build it from its documentation.
import { createRoot } from "react-dom/client";
import { memo } from "react";
import {
  Handle, Position, ReactFlow, ReactFlowProvider, ViewportPortal, getStraightPath, BaseEdge,
  useEdgesState, useNodesState, useStore,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { FEEL, FILL, ME, inkPath, people, places, radius, strokes, ties } from "./board.js";

const hidden = { opacity: 0, top: "50%", left: "50%", pointerEvents: "none" };
const Person = memo(({ data, selected }) => (
  <div style={{
    width: 2 * data.r, height: 2 * data.r, borderRadius: "50%", background: data.fill, display: "grid",
    placeItems: "center", font: "700 18px sans-serif", color: data.ink, outline: selected ? "4px solid #0b6e69" : "none",
  }}>
    <Handle type="target" position={Position.Top} style={hidden} />
    <Handle type="source" position={Position.Top} style={hidden} />
    {data.initials}
  </div>
));
const Place = memo(({ data }) => (
  <div style={{ width: data.w, height: data.h, borderRadius: "50%", background: data.fill, opacity: 0.35, textAlign: "center" }}>
    {data.label}
  </div>
));
const Tie = memo(({ id, sourceX, sourceY, targetX, targetY, style }) => {
  const [path] = getStraightPath({ sourceX, sourceY, targetX, targetY });
  return <BaseEdge id={id} path={path} style={style} />;
});
const nodeTypes = { person: Person, place: Place };
const edgeTypes = { tie: Tie };

const startNodes = [
  ...places.map((p) => ({ id: p.id, type: "place", position: { x: p.x - p.w / 2, y: p.y - p.h / 2 }, zIndex: 0,
    data: { w: p.w, h: p.h, label: p.label, fill: FILL[p.colour] } })),
  ...[ME, ...people].map((p) => ({ id: p.id, type: "person", position: { x: p.x - radius(p), y: p.y - radius(p) }, zIndex: 2,
    data: { r: radius(p), initials: p.initials, fill: FILL[p.colour], ink: p.id === "me" ? "#fff" : "#1e2433" } })),
];
const startEdges = ties.map((t) => ({ id: t.id, source: t.a, target: t.b, type: "tie", style: FEEL[t.feeling ?? "none"] }));

function Ink() {
  return (
    <ViewportPortal>
      <svg style={{ position: "absolute", overflow: "visible", width: 1, height: 1, pointerEvents: "none" }}>
        {strokes.map((s) => <path key={s.id} d={inkPath(s.points)} fill="none" stroke={FILL[s.colour]} strokeWidth={s.size} />)}
      </svg>
    </ViewportPortal>
  );
}
function Zoom() {
  window.__zoom = ((k) => () => k)(useStore((state) => state.transform[2]));
  return null;
}
function Board() {
  const [nodes, , onNodesChange] = useNodesState(startNodes);
  const [edges, , onEdgesChange] = useEdgesState(startEdges);
  return (
    <ReactFlow nodes={nodes} edges={edges} onNodesChange={onNodesChange} onEdgesChange={onEdgesChange} nodeTypes={nodeTypes}
      edgeTypes={edgeTypes} defaultViewport={{ x: innerWidth / 2, y: innerHeight / 2, zoom: 1 }} minZoom={0.4} maxZoom={3}
      proOptions={{ hideAttribution: true }}>
      <Ink />
      <Zoom />
    </ReactFlow>
  );
}
createRoot(document.getElementById("root")).render(<ReactFlowProvider><Board /></ReactFlowProvider>);

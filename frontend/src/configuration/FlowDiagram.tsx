import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';

import { useLanguage, useT } from '../app/i18n';
import { ToneMark } from '../schema/widgets/ToneMark';
import { layOut, NODE } from './diagram';
import { inWords } from './fieldDraft';
import type { Fault, Flow } from './flow';

export type Chosen = { kind: 'state'; key: string } | { kind: 'step'; at: number } | null;

interface Props {
  flow: Flow;
  counts: Record<string, number>;
  faults: Fault[];
  chosen: Chosen;
  canEdit: boolean;
  onChoose: (chosen: Chosen) => void;
  onConnect: (source: string, target: string) => void;
}

const CHARS = 10;
/** Letters stay readable: a wide picture is scrolled rather than shrunk further. */
const LEAST = 0.92;

/** Cut to what the box holds: a Chinese character takes twice the room of a Latin one. */
function cut(text: string, most = CHARS): string {
  let room = most * 2;
  let found = '';
  for (const char of text) {
    room -= char.codePointAt(0)! > 0x2e7f ? 2 : 1.1;
    if (room < 0) return `${found}…`;
    found += char;
  }
  return found;
}

/** The workflow as a picture: states are boxes, transitions arrows. A drag from the edge of a box draws a new arrow. */
export function FlowDiagram({ flow, counts, faults, chosen, canEdit, onChoose, onConnect }: Props) {
  const t = useT();
  const language = useLanguage();
  const svg = useRef<SVGSVGElement>(null);
  const [drawn, setDrawn] = useState<{ source: string; x: number; y: number } | null>(null);
  const { nodes, arrows, width, height } = layOut(flow);
  const labelOf = (key: string) => {
    const state = flow.states.find((other) => other.value === key);
    return (state && inWords(state, language)) || t('cfg.flow.unnamed');
  };
  const placeOf = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return { x: ((event.clientX - box.left) * width) / box.width, y: ((event.clientY - box.top) * height) / box.height };
  };
  const stateAt = ({ x, y }: { x: number; y: number }) =>
    flow.states.find((state) => {
      const node = nodes.get(state.value);
      return node && x >= node.x && x <= node.x + NODE.width && y >= node.y && y <= node.y + NODE.height;
    })?.value;
  const press = (chosenNow: Chosen) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onChoose(chosenNow);
  };
  const over = drawn && stateAt(drawn);
  return (
    <div className="cf-diagram">
      <svg
        ref={svg}
        viewBox={`0 0 ${width} ${height}`}
        style={{ width, minWidth: width * LEAST, height: 'auto' }}
        role="group"
        aria-label={t('cfg.flow.picture')}
        onPointerMove={(event) => drawn && setDrawn({ ...drawn, ...placeOf(event) })}
        onPointerUp={() => {
          if (drawn && over && over !== drawn.source) onConnect(drawn.source, over);
          setDrawn(null);
        }}
        onPointerLeave={() => setDrawn(null)}
      >
        <defs>
          {['', 'on'].map((kind) => (
            <marker key={kind} id={`cf-tip${kind}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
              <path d="M0 .5L7.500 4 0 7.500z" className={`cf-tip ${kind}`} />
            </marker>
          ))}
        </defs>
        {arrows.map((arrow) => {
          const step = flow.steps[arrow.step];
          const isOn = chosen?.kind === 'step' && chosen.at === arrow.step;
          const text = inWords(step, language);
          const name = t('cfg.flow.arrow', { label: text, from: labelOf(arrow.source), to: labelOf(arrow.target) });
          return (
            <g
              key={`${arrow.step}:${arrow.source}`}
              className={`cf-arrow ${isOn ? 'on' : ''}`}
              role="button"
              tabIndex={0}
              aria-label={name}
              aria-pressed={isOn}
              onClick={() => onChoose({ kind: 'step', at: arrow.step })}
              onKeyDown={press({ kind: 'step', at: arrow.step })}
            >
              <title>{name}</title>
              <path d={arrow.path} className="cf-hit" />
              <path d={arrow.path} className={`cf-line-p ${step.guard || step.verb ? 'guarded' : ''}`} markerEnd={`url(#cf-tip${isOn ? 'on' : ''})`} />
              <text x={arrow.label.x} y={arrow.label.y + 4} textAnchor="middle">
                {cut(text, 7)}
              </text>
            </g>
          );
        })}
        {flow.states.map((state, at) => {
          const node = nodes.get(state.value) ?? { x: 0, y: 0 };
          const isOn = chosen?.kind === 'state' && chosen.key === state.value;
          const isWrong = faults.some((fault) => 'state' in fault && fault.state === state.value);
          const count = counts[state.value] ?? 0;
          const name = [labelOf(state.value), t('cfg.flow.count', { n: count }), at === 0 && t('cfg.flow.isFirst'), state.is_closed && t('cfg.flow.isClosed')].filter(Boolean).join(t('cfg.comma'));
          return (
            <g key={state.value} transform={`translate(${node.x} ${node.y})`}>
              <g
                className={`cf-node ${isOn ? 'on' : ''} ${state.is_closed ? 'closed' : ''} ${isWrong ? 'wrong' : ''} ${over === state.value ? 'over' : ''}`}
                role="button"
                tabIndex={0}
                aria-label={name}
                aria-pressed={isOn}
                onClick={() => onChoose({ kind: 'state', key: state.value })}
                onKeyDown={press({ kind: 'state', key: state.value })}
              >
                <title>{name}</title>
                <rect width={NODE.width} height={NODE.height} rx="5" />
                {at === 0 && <circle cx="0" cy={NODE.height / 2} r="5" className="cf-start" />}
                {state.tone && (
                  <g transform="translate(13 11)">
                    <ToneMark tone={state.tone} />
                  </g>
                )}
                <text x={state.tone ? 30 : 13} y="20" className="cf-node-t">
                  {cut(labelOf(state.value), state.tone ? 7 : 8)}
                </text>
                <text x="13" y="38" className="cf-node-s">
                  {t('cfg.flow.count', { n: count })}
                  {state.is_closed ? ` ${t('cfg.flow.isClosed')}` : ''}
                </text>
              </g>
              {canEdit && (
                <circle
                  cx={NODE.width}
                  cy={NODE.height / 2}
                  r="6"
                  className="cf-port"
                  onPointerDown={(event) => {
                    event.preventDefault();
                    setDrawn({ source: state.value, ...placeOf(event) });
                  }}
                >
                  <title>{t('cfg.flow.drag')}</title>
                </circle>
              )}
            </g>
          );
        })}
        {drawn && (
          <line
            className="cf-draw"
            x1={(nodes.get(drawn.source)?.x ?? 0) + NODE.width}
            y1={(nodes.get(drawn.source)?.y ?? 0) + NODE.height / 2}
            x2={drawn.x}
            y2={drawn.y}
            markerEnd="url(#cf-tipon)"
          />
        )}
      </svg>
    </div>
  );
}

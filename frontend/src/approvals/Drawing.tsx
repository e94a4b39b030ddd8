import { GitFork, Plus, UserRound } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';

import { useT } from '../app/i18n';
import { getLanguage } from '../app/i18n';
import { addGroup, addStage, faultsAt, isSame, moveStage, neighbour, newStage, remove, shift, type Spot } from './draft';
import type { Definition, Fault, GroupDef, StageDef } from './types';
import { whoWords } from './WhoPicker';

interface Props {
  definition: Definition;
  spot: Spot;
  faults: Fault[];
  isFixed: boolean;
  /** What the route leads to, at its end. */
  end: string;
  onSelect: (spot: Spot) => void;
  onDraw: (definition: Definition, spot: Spot) => void;
}

const keyOf = (spot: Spot) => (spot ? `${spot.stage}${spot.group === undefined ? '' : `.${spot.group}`}` : '');
const spotAt = (key: string): Spot => {
  const [stage, group] = key.split('.').map(Number);
  return key === '' ? null : { stage, ...(group !== undefined && { group }) };
};
const inWords = (of: { title: string; title_en: string }) => (getLanguage() === 'en' ? of.title_en || of.title : of.title || of.title_en);

function GroupBox({ group, isOn, isWrong, at, onSelect }: { group: GroupDef; isOn: boolean; isWrong: boolean; at: string; onSelect: () => void }) {
  const t = useT();
  const names = group.people.map((who) => whoWords(t, who));
  const isMany = group.people.length > 1 || group.people.some((who) => who.kind !== 'person' && who.kind !== 'field');
  return (
    <button type="button" className={`ap-box ${isOn ? 'on' : ''} ${isWrong ? 'wrong' : ''}`} data-spot={at} aria-pressed={isOn} onClick={onSelect}>
      {inWords(group) && <b className="el">{inWords(group)}</b>}
      {names.length === 0 && <span className="amb s12">{t('apr.nobody')}</span>}
      {names.slice(0, 4).map((name) => (
        <span key={name} className="ap-box-p">
          <UserRound size={12} strokeWidth={1.75} aria-hidden="true" />
          <span className="el">{name}</span>
        </span>
      ))}
      {names.length > 4 && <span className="mut s12">{t('apr.andMore', { n: names.length - 4 })}</span>}
      {isMany && <span className="mut s11">{group.mode === 'quorum' ? t('apr.quorumOf', { n: group.quorum }) : t(`ap.mode.${group.mode}`)}</span>}
      {group.condition && <span className="ap-if s11">{group.condition}</span>}
    </button>
  );
}

function StageBox({ stage, at, props, onDrag }: { stage: StageDef; at: number; props: Props; onDrag: { start: () => void; drop: () => void } }) {
  const t = useT();
  const { spot, faults, isFixed, onSelect, definition, onDraw } = props;
  const isOn = isSame(spot, { stage: at });
  const facts = [
    stage.hours !== null && t('ap.hours', { n: stage.hours }),
    stage.hours !== null && stage.on_timeout.do !== 'none' && t(`apr.timeout.${stage.on_timeout.do}`),
  ].filter(Boolean);
  return (
    <div
      className="ap-level"
      draggable={!isFixed}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', '');
        onDrag.start();
      }}
      onDragOver={(event) => !isFixed && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrag.drop();
      }}
    >
      <button
        type="button"
        className={`ap-head ${isOn ? 'on' : ''} ${faultsAt(faults, { stage: at }).length ? 'wrong' : ''}`}
        data-spot={at}
        aria-pressed={isOn}
        onClick={() => onSelect({ stage: at })}
      >
        <span className="ap-nr">{at + 1}</span>
        <b className="el">{inWords(stage) || t('ap.stageN', { n: at + 1 })}</b>
        {facts.length > 0 && <span className="mut s12 nw">{facts.join(t('admin.comma'))}</span>}
        {stage.condition && (
          <span className="ap-if s12">
            <GitFork size={12} strokeWidth={1.75} aria-hidden="true" />
            {stage.condition}
          </span>
        )}
      </button>
      <div className="ap-groups">
        {stage.groups.map((group, inner) => (
          <GroupBox
            key={inner}
            group={group}
            at={keyOf({ stage: at, group: inner })}
            isOn={isSame(spot, { stage: at, group: inner })}
            isWrong={faultsAt(faults, { stage: at, group: inner }).length > 0}
            onSelect={() => onSelect({ stage: at, group: inner })}
          />
        ))}
        {!isFixed && (
          <button
            type="button"
            className="ap-plus beside"
            aria-label={t('apr.addGroup')}
            title={t('apr.addGroup')}
            onClick={() => onDraw(addGroup(definition, at), { stage: at, group: stage.groups.length })}
          >
            <Plus size={14} strokeWidth={1.75} />
          </button>
        )}
      </div>
    </div>
  );
}

/** The route drawn: stages top to bottom, groups that sign at the same time side by side. Arrow keys walk, with Alt they move. */
export function Drawing(props: Props) {
  const t = useT();
  const { definition, spot, isFixed, end, onSelect, onDraw } = props;
  const canvas = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  /** Where the focus goes with the next picture. Not a frame later: the next key would still come from the old place. */
  const wanted = useRef<string | null>(null);
  const follow = () => {
    const box = wanted.current === null ? null : canvas.current?.querySelector<HTMLElement>(`[data-spot="${wanted.current}"]`);
    box?.focus();
  };
  useLayoutEffect(() => {
    follow();
    wanted.current = null;
  });
  const focus = (next: Spot) => {
    wanted.current = keyOf(next);
    follow();
  };
  const onKey = (event: KeyboardEvent) => {
    // What has the focus is meant, whether it is selected or not.
    const held = (event.target as HTMLElement).dataset.spot;
    if (held === undefined) return;
    const at = spotAt(held);
    const back = ['ArrowUp', 'ArrowLeft'].includes(event.key);
    if (event.altKey && !isFixed && event.key.startsWith('Arrow')) {
      const isSide = ['ArrowLeft', 'ArrowRight'].includes(event.key);
      if (isSide !== (at?.group !== undefined)) return;
      const next = shift(definition, at, back ? -1 : 1);
      onDraw(next.definition, next.spot);
      focus(next.spot);
    } else if (event.key === 'Delete' && !isFixed && at) {
      const next = remove(definition, at);
      onDraw(next.definition, next.spot);
      focus(next.spot);
    } else if (event.key === '+' && !isFixed) {
      const stage = (at?.stage ?? definition.stages.length - 1) + 1;
      onDraw(addStage(definition, stage), { stage });
      focus({ stage });
    } else {
      const next = neighbour(definition, at, event.key);
      if (next === undefined) return;
      onSelect(next);
      focus(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const plus = (at: number) => (
    <div className="ap-join" key={`join${at}`}>
      {!isFixed && (
        <button
          type="button"
          className="ap-plus"
          aria-label={t('apr.addStageAt', { n: at + 1 })}
          title={t('apr.addStage')}
          onClick={() => onDraw({ ...definition, stages: [...definition.stages.slice(0, at), newStage(), ...definition.stages.slice(at)] }, { stage: at })}
        >
          <Plus size={14} strokeWidth={1.75} />
        </button>
      )}
    </div>
  );
  return (
    <div ref={canvas} className="ap-canvas" role="group" aria-label={t('apr.drawing')} onKeyDown={onKey}>
      <button type="button" className={`ap-end ${spot ? '' : 'on'}`} data-spot="" aria-pressed={!spot} onClick={() => onSelect(null)}>
        {t('apr.startNode')}
        {definition.condition && <span className="ap-if s12">{definition.condition}</span>}
      </button>
      {plus(0)}
      {definition.stages.map((stage, at) => (
        <div key={at} className="ap-step">
          <StageBox
            {...{ stage, at, props }}
            onDrag={{
              start: () => setDragged(at),
              drop: () => {
                if (dragged !== null && dragged !== at) onDraw(moveStage(definition, dragged, at), { stage: at });
                setDragged(null);
              },
            }}
          />
          {plus(at + 1)}
        </div>
      ))}
      <div className="ap-end last">{end}</div>
      {!isFixed && <p className="mut s12 desk ap-hint">{t('apr.keysHint')}</p>}
    </div>
  );
}

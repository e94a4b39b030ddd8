import { Check } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';

import type { MyWorkItem } from '../api/types';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { Avatar, Progress } from '../ui/bits';
import { shortDay, toDay, toFinishDay, workDays } from '../ui/dates';

/** Working minutes of a day where the server does not say otherwise. */
const MINUTES_PER_DAY = 480;
const STEPS = [0, 0.25, 0.5, 0.75, 1];

export function DoneBox({ item, onSave }: { item: MyWorkItem; onSave: (progress: number) => void }) {
  const t = useT();
  const isDone = item.progress >= 1;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isDone}
      className={`cb ${isDone ? 'on' : ''}`}
      aria-label={t('work.finishTask', { task: item.name })}
      onClick={() => onSave(isDone ? 0 : 1)}
    >
      {isDone && <Check size={10} strokeWidth={3.2} />}
    </button>
  );
}

function ProgressEditor({ value, onDone }: { value: number; onDone: (next: number | null) => void }) {
  const t = useT();
  const [text, setText] = useState(String(Math.round(value * 100)));
  const commit = () => {
    const number = Number(text.replace('%', '').trim());
    onDone(text.trim() === '' || !Number.isFinite(number) ? null : Math.max(0, Math.min(100, number)) / 100);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    else if (event.key === 'Escape') onDone(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <input
      className="cell-in"
      inputMode="numeric"
      autoFocus
      value={text}
      aria-label={t('work.col.progress')}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={onKey}
    />
  );
}

function FloatCell({ item }: { item: MyWorkItem }) {
  if (item.progress >= 1 || item.total_float === null) return <span className="mut">–</span>;
  const days = workDays(item.total_float, item.minutes_per_day ?? MINUTES_PER_DAY);
  const isTight = item.total_float <= 0;
  return (
    <Link href={path.plan(item.project.code, { task: item.task_id })} className={`nl ${isTight ? 'red b' : ''}`}>
      {days}
    </Link>
  );
}

function Waiting({ item }: { item: MyWorkItem }) {
  const t = useT();
  const first = item.waiting_for[0];
  if (!first) return <span className="mut">–</span>;
  const title = item.waiting_for.map((other) => `${other.code} ${other.name}`).join('\n');
  return (
    <span className="row gap4" title={title}>
      {first.owner && (
        <span className="person keep">
          <Avatar name={first.owner} size={16} />
          {first.owner}
        </span>
      )}
      <span className="el t2">
        {first.code} {first.name}
      </span>
      {item.waiting_for.length > 1 && <span className="mut s12 nw">{t('work.more', { n: item.waiting_for.length - 1 })}</span>}
    </span>
  );
}

interface WorkRowProps {
  item: MyWorkItem;
  isOn: boolean;
  isLate: boolean;
  isEditing: boolean;
  onPoint: () => void;
  onEdit: (on: boolean) => void;
  onSave: (progress: number) => void;
}

export function WorkRow({ item, isOn, isLate, isEditing, onPoint, onEdit, onSave }: WorkRowProps) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const isDone = item.progress >= 1;
  const finish = (next: number | null) => {
    onEdit(false);
    if (next !== null) onSave(next);
  };
  return (
    <div className="mw-r" role="row" data-cursor={isOn} onMouseDown={onPoint}>
      <span role="cell">
        <DoneBox item={item} onSave={onSave} />
      </span>
      <span role="cell" className="mut s12 el">
        {item.wbs}
      </span>
      <span role="cell" className={`el ${isDone ? 'mut' : ''}`}>
        <Link href={path.plan(item.project.code, { task: item.task_id })} className="pl-link" title={item.name}>
          {item.name}
        </Link>
        {!!item.critical && !isDone && <span className="crit-w s12">{t('work.critical')}</span>}
      </span>
      <span role="cell" className="el t2" title={item.project.name}>
        <span className="mut s12">{item.project.code}</span> {item.project.name}
      </span>
      <span role="cell" className="num">
        {shortDay(toDay(item.start), today)}
      </span>
      <span role="cell" className={`num ${isLate ? 'red' : ''}`}>
        {shortDay(toFinishDay(item.finish), today)}
      </span>
      <span role="cell" className="num">
        <FloatCell item={item} />
      </span>
      <span role="cell" className="mw-p">
        {isEditing ? (
          <ProgressEditor value={item.progress} onDone={finish} />
        ) : (
          <button type="button" className="cell-b" title={`${t('work.editProgress')} E`} onClick={() => onEdit(true)}>
            <Progress value={item.progress} />
          </button>
        )}
      </span>
      <span role="cell" className="el">
        <Waiting item={item} />
      </span>
    </div>
  );
}

/** Phone: name and dates above; under the thumb the progress, where there can be some by now. */
export function WorkPhoneRow({
  item,
  isLate,
  canReport,
  onSave,
}: {
  item: MyWorkItem;
  isLate: boolean;
  canReport: boolean;
  onSave: (progress: number) => void;
}) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const closest = STEPS.reduce(
    (best, step) => (Math.abs(step - item.progress) < Math.abs(best - item.progress) ? step : best),
    0,
  );
  return (
    <div className="ph-w">
      <Link href={path.plan(item.project.code, { task: item.task_id })} className="ph-a">
        <span className="ph-n">{item.name}</span>
        <span className="sp" />
        <span className={`s12 nw ${isLate ? 'red' : 't2'}`}>
          {t('project.finishOn', { date: shortDay(toFinishDay(item.finish), today) })}
        </span>
      </Link>
      <div className="ph-b mut s12">
        <span className="el">
          {item.wbs} {item.project.name}
        </span>
        {!!item.critical && item.progress < 1 && <span className="crit-w">{t('work.critical')}</span>}
      </div>
      {canReport && (
        <div className="seg wide" role="radiogroup" aria-label={t('work.col.progress')}>
          {STEPS.map((step) => (
            <button
              key={step}
              type="button"
              role="radio"
              aria-checked={step === closest}
              className={step === closest ? 'sel' : ''}
              onClick={() => onSave(step)}
            >
              {step === closest ? `${Math.round(item.progress * 100)}%` : step === 1 ? t('work.doneShort') : `${step * 100}%`}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

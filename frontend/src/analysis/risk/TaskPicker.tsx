import { X } from 'lucide-react';
import { useId, useMemo, useState } from 'react';

import { useT } from '../../app/i18n';
import { usePlanTasks, type PlanTask } from '../data';

type Choice = Pick<PlanTask, 'id' | 'code' | 'name'>;
const OFFERED = 8;

/** Tasks as chips; typing a code or a part of a name offers more, Backspace takes the last away. */
export function TaskPicker({ project, value, onChange, label }: { project: string; value: number[]; onChange: (ids: number[]) => void; label: string }) {
  const t = useT();
  const list = useId();
  const plan = usePlanTasks(project);
  const tasks = useMemo(() => new Map(plan.filter((task) => !task.isSummary).map((task) => [task.id, task])), [plan]);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const wanted = typed.trim().toLowerCase();
  const offered = wanted === '' ? [] : matches([...tasks.values()], wanted, value);
  const add = (choice: Choice | undefined) => {
    if (!choice) return;
    onChange([...value, choice.id]);
    setTyped('');
    setAt(0);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Backspace' && typed === '' && value.length > 0) onChange(value.slice(0, -1));
    else if (event.key === 'ArrowDown') setAt(Math.min(offered.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') add(offered[at]);
    else if (event.key === 'Escape' && typed !== '') setTyped('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="an-pick">
      {value.map((id) => (
        <span key={id} className="an-chip" title={tasks.get(id)?.name}>
          <span className="el">{tasks.get(id) ? `${tasks.get(id)?.code} ${tasks.get(id)?.name}` : `#${id}`}</span>
          <button type="button" aria-label={t('analysis.risk.dropTask', { name: tasks.get(id)?.name ?? id })} onClick={() => onChange(value.filter((other) => other !== id))}>
            <X size={12} strokeWidth={1.5} />
          </button>
        </span>
      ))}
      <input
        value={typed} onChange={(event) => { setTyped(event.target.value); setAt(0); }} onKeyDown={onKeyDown} onBlur={() => setTyped('')}
        placeholder={value.length === 0 ? t('analysis.risk.taskHint') : ''} aria-label={label}
        role="combobox" aria-expanded={offered.length > 0} aria-controls={list} aria-activedescendant={offered.length > 0 ? `${list}-${at}` : undefined} autoComplete="off"
      />
      {offered.length > 0 && (
        <ul id={list} role="listbox" className="an-offer">
          {offered.map((choice, i) => (
            <li key={choice.id} id={`${list}-${i}`} role="option" aria-selected={i === at} onPointerDown={(event) => { event.preventDefault(); add(choice); }}>
              <span className="mut s12">{choice.code}</span> {choice.name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Codes that begin with the text first, then names that hold it. */
function matches(tasks: Choice[], wanted: string, taken: number[]): Choice[] {
  const free = tasks.filter((task) => !taken.includes(task.id));
  const byCode = free.filter((task) => task.code.toLowerCase().startsWith(wanted));
  const byName = free.filter((task) => !byCode.includes(task) && task.name.toLowerCase().includes(wanted));
  return [...byCode, ...byName].slice(0, OFFERED);
}

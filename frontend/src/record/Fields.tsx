import { Tooltip } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';

import { useT } from '../app/i18n';
import { useFailures } from '../schema/failures';
import { targetOf } from '../schema/refs';
import type { DetailAnswer, EntityMeta, FieldMeta, FieldType } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { Cell, Editor } from '../schema/widgets';
import { descriptionOf } from './fieldOrder';
import { explainFormula } from './formula';
import { RefHover } from './HoverCard';
import { StateMenu } from './StateMenu';
import type { Step } from './TransitionDialog';
import type { FieldEditing } from './useFieldEditing';

export interface FieldsProps {
  entity: EntityMeta;
  detail: DetailAnswer;
  project: string | null;
  editing: FieldEditing;
  onStep: (step: Step) => void;
}

/** Values of these types take the whole width: half of it would cut most of them. */
const WIDE: FieldType[] = ['long_text', 'url', 'multi_choice', 'multi_reference', 'reference', 'tags'];
/** Values of these types are words: short in Chinese, long in English. */
const WORDS: FieldType[] = ['choice', 'state', 'person', 'party', 'text', 'email', 'phone'];
const ONE: FieldType[] = ['reference', 'person', 'party'];
const FREE_TEXT = 40;

const isWide = (field: FieldMeta) =>
  WIDE.includes(field.type) || (field.type === 'text' && (field.max_length === null || field.max_length > FREE_TEXT));

function Formula({ entity, field, detail, children }: { entity: EntityMeta; field: FieldMeta; detail: DetailAnswer; children: ReactNode }) {
  const { words, numbers } = explainFormula(entity, field, detail.row, detail.refs);
  const label = (
    <>
      <div>{words}</div>
      {numbers && <div>{numbers}</div>}
    </>
  );
  return (
    <Tooltip label={label} openDelay={150} events={{ hover: true, focus: true, touch: true }} classNames={{ tooltip: 'tip' }}>
      <span className="computed rc-v" tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  );
}

function Shown({ entity, field, detail }: { entity: EntityMeta; field: FieldMeta; detail: DetailAnswer }) {
  const { row, refs } = detail;
  const value = row[field.name];
  const cell = <Cell field={field} row={row} refs={refs} isRoomy />;
  if (ONE.includes(field.type) && typeof value === 'number') {
    return (
      <RefHover entity={targetOf(field)} id={value}>
        {cell}
      </RefHover>
    );
  }
  if (!field.formula || value === null || value === undefined) return <span className="rc-v">{cell}</span>;
  // The tooltip says the formula with its numbers; the cell's own hint would say it a second time.
  return (
    <Formula {...{ entity, field, detail }}>
      <Cell field={{ ...field, formula: '' }} row={row} refs={refs} isRoomy />
    </Formula>
  );
}

/** One value: read, and where one may, edited in its place. */
export function FieldValue({ entity, detail, project, editing, onStep, field }: FieldsProps & { field: FieldMeta }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const failure = useFailures()(entity.name, detail.row.id, field.name);
  const isEditing = editing.field === field.name;
  const wasEditing = useRef(false);
  useEffect(() => {
    // Focus comes back to the value, unless it has gone elsewhere by itself.
    if (wasEditing.current && !isEditing && document.activeElement === document.body) box.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  if (field.name === entity.workflow?.field) return <StateMenu {...{ entity, detail, onStep }} />;
  if (isEditing) {
    return (
      <div className="rc-edit">
        <Editor
          field={field}
          value={detail.row[field.name]}
          refs={detail.refs}
          project={project}
          entity={entity.name}
          onCommit={(value, move) => editing.commit(field, value, move)}
          onCancel={editing.cancel}
          autoFocus
        />
      </div>
    );
  }
  const refusal = editing.refusal(field);
  const shown = <Shown {...{ entity, field, detail }} />;
  if (refusal !== null) {
    return (
      <div className="rc-v" title={field.formula ? undefined : refusal || undefined}>
        {shown}
      </div>
    );
  }
  const begin = (event: MouseEvent | KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('a')) return;
    event.preventDefault();
    editing.start(field.name);
  };
  return (
    <div
      ref={box}
      role="button"
      tabIndex={0}
      className={`rc-v rc-can ${failure ? 'rc-failed' : ''}`}
      aria-label={t('record.edit', { field: field.label })}
      title={failure}
      onClick={begin}
      onKeyDown={(event) => (event.key === 'Enter' || event.key === 'F2') && begin(event)}
    >
      {shown}
    </div>
  );
}

function Pair(props: FieldsProps & { field: FieldMeta }) {
  const { field } = props;
  return (
    <div className={`rc-kv ${isWide(field) ? 'wide' : WORDS.includes(field.type) ? 'words' : field.type === 'money' ? 'money' : ''}`}>
      <span className="rc-k" title={field.help || field.label}>
        {field.label}
      </span>
      <FieldValue {...props} />
    </div>
  );
}

/** The panels that the entity declares: label and value, two to a line where they fit. */
export function Panels(props: FieldsProps) {
  const { entity } = props;
  const description = descriptionOf(entity);
  const hidden = new Set([entity.title_field, entity.code_field, description?.name]);
  return entity.panels.map((panel, index) => {
    const fields = panel.fields
      .filter((name) => !hidden.has(name))
      .map((name) => fieldOf(entity, name))
      .filter((field) => field !== undefined);
    if (!fields.length) return null;
    return (
      <section key={panel.name} className="rc-panel" aria-label={panel.title}>
        {index > 0 && panel.title && <h3 className="b rc-panel-t">{panel.title}</h3>}
        <div className="rc-grid">
          {fields.map((field) => (
            <Pair key={field.name} {...props} field={field} />
          ))}
        </div>
      </section>
    );
  });
}

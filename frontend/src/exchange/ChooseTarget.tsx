import type { SessionProject } from '../api/types';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';

export const NEW_PROJECT = '';

export interface Target {
  /** Code of the project that receives the file; NEW_PROJECT makes one. */
  code: string;
  newCode: string;
  newName: string;
  /** The name was typed by hand: the file's own title does not replace it. */
  isNamed?: boolean;
}

/** A code from the file name: letters and digits of the Latin alphabet, beginning with a letter. */
export function suggestCode(fileName: string): string {
  const letters = fileName
    .replace(/\.[^.]+$/, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')
    .replace(/^[0-9]+/, '');
  return letters.length >= 2 ? letters.slice(0, 16) : 'PLAN1';
}

export function ChooseTarget({
  canCreate,
  projects,
  target,
  onChange,
}: {
  canCreate: boolean;
  projects: SessionProject[];
  target: Target;
  onChange: (target: Target) => void;
}) {
  const t = useT();
  const isNew = target.code === NEW_PROJECT;
  return (
    <div className="im-target">
      <Field id="im-target" label={t('import.into')}>
        <select
          id="im-target"
          className="field"
          value={target.code}
          onChange={(event) => onChange({ ...target, code: event.target.value })}
        >
          {(canCreate || isNew) && <option value={NEW_PROJECT}>{t('import.newProject')}</option>}
          {projects.map((project) => (
            <option key={project.code} value={project.code}>{`${project.code} ${project.name}`}</option>
          ))}
        </select>
      </Field>
      {isNew && (
        <>
          <Field id="im-code" label={t('project.code')}>
            <input
              id="im-code"
              className="field"
              value={target.newCode}
              autoComplete="off"
              onChange={(event) => onChange({ ...target, newCode: event.target.value.toUpperCase() })}
            />
          </Field>
          <Field id="im-name" label={t('project.name')}>
            <input
              id="im-name"
              className="field"
              value={target.newName}
              autoComplete="off"
              onChange={(event) => onChange({ ...target, newName: event.target.value, isNamed: true })}
            />
          </Field>
        </>
      )}
    </div>
  );
}

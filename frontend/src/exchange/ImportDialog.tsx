import { useEffect, useState } from 'react';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { CODE_RULE } from '../pages/useNewProject';
import { Dialog } from '../ui/Dialog';
import { LoadFailed } from '../ui/LoadFailed';
import { ChooseFile } from './ChooseFile';
import { ChooseTarget, NEW_PROJECT, suggestCode, type Target } from './ChooseTarget';
import { PreviewReport } from './PreviewReport';
import { Progressing } from './Progressing';
import { ThreeWay, type Choices } from './ThreeWay';
import { useImport } from './useImport';

/** Opened without saying for which project: the one on the page behind. */
function openedFrom(): string | null {
  const [, code] = /^\/p\/([^/]+)/.exec(location.pathname) ?? [];
  return code ? decodeURIComponent(code) : null;
}

function FileLine({ file, onOther }: { file: File; onOther: () => void }) {
  const t = useT();
  const size = (file.size / 1024).toLocaleString(undefined, { maximumFractionDigits: 0 });
  return (
    <div className="im-file">
      <b className="el">{file.name}</b>
      <span className="mut s12 nw">{t('import.size', { n: size })}</span>
      <span className="sp" />
      <button type="button" className="lk nw" onClick={onOther}>
        {t('import.another')}
      </button>
    </div>
  );
}

function Foot({
  isBlocked,
  target,
  onCancel,
  onApply,
}: {
  isBlocked: boolean;
  target: Target;
  onCancel: () => void;
  onApply: () => void;
}) {
  const t = useT();
  const isNew = target.code === NEW_PROJECT;
  const isNamed = !isNew || (target.newName.trim() !== '' && CODE_RULE.test(target.newCode));
  return (
    <div className="form-f">
      <span className="mut s12">{t(isBlocked ? 'import.blocked' : 'import.dry')}</span>
      <span className="sp" />
      <button type="button" className="bt q" onClick={onCancel}>
        {t('action.cancel')}
      </button>
      <button type="button" className="bt p" disabled={isBlocked || !isNamed} onClick={onApply}>
        {isNew ? t('import.applyNew', { code: target.newCode }) : t('import.applyTo', { code: target.code })}
      </button>
    </div>
  );
}

/** Drop or choose a schedule file, see what it would do, apply it, watch it, go to the plan. Nothing is written before «apply». */
export default function ImportDialog({ onClose, file, project }: { onClose: () => void; file?: File; project?: string | null }) {
  const t = useT();
  const { projects, may } = useSession();
  const canCreate = may('project.create');
  const [target, setTarget] = useState<Target>({
    code: (project === undefined ? openedFrom() : project) ?? (canCreate ? NEW_PROJECT : (projects[0]?.code ?? NEW_PROJECT)),
    newCode: file ? suggestCode(file.name) : '',
    newName: file ? file.name.replace(/\.[^.]+$/, '') : '',
  });
  const { step, setStep, apply } = useImport(file, target, ({ project_name }) => {
    if (project_name) setTarget((old) => (old.isNamed ? old : { ...old, newName: project_name }));
  });
  const [choices, setChoices] = useState<Choices>({});
  const preview = step.at === 'preview' ? step.preview : null;
  const token = preview?.token;
  // Another preview has other conflicts.
  useEffect(() => setChoices({}), [token]);
  const choose = (chosen: File) => {
    setTarget((old) => ({
      ...old,
      newCode: old.newCode || suggestCode(chosen.name),
      newName: old.newName || chosen.name.replace(/\.[^.]+$/, ''),
    }));
    setStep({ at: 'reading', file: chosen });
  };
  const change = (next: Target) => {
    setTarget(next);
    if (next.code !== target.code && (step.at === 'preview' || step.at === 'failed')) setStep({ at: 'reading', file: step.file });
  };
  return (
    <Dialog title={t('import.title')} size={760} onClose={onClose} bodyClass="im">
      {step.at !== 'file' && step.at !== 'applying' && <FileLine file={step.file} onOther={() => setStep({ at: 'file' })} />}
      {step.at !== 'applying' && <ChooseTarget canCreate={canCreate} projects={projects} target={target} onChange={change} />}
      {step.at === 'file' && <ChooseFile onFile={choose} />}
      {step.at === 'reading' && (
        <p className="mut im-wait" role="status">
          {t('import.reading')}
        </p>
      )}
      {step.at === 'failed' && <LoadFailed problem={step.problem} onRetry={() => setStep({ at: 'reading', file: step.file })} />}
      {preview?.three_way && target.code !== NEW_PROJECT && (
        <ThreeWay three={preview.three_way} token={preview.token} code={target.code} choices={choices} onChoose={setChoices} />
      )}
      {preview && <PreviewReport preview={preview} />}
      {step.at === 'applying' && <Progressing job={step.job} code={step.code} onClose={onClose} />}
      {step.at === 'preview' && (
        <Foot isBlocked={step.preview.blocked} target={target} onCancel={onClose} onApply={() => void apply(choices)} />
      )}
    </Dialog>
  );
}

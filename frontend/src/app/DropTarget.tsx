import { useEffect, useRef, useState, type ReactNode } from 'react';

import { useCurrentProject } from './currentProject';
import { openDialog } from './dialogs';
import { dropClaim } from './fileDrops';
import { useT } from './i18n';

const hasFiles = (event: DragEvent) => Array.from(event.dataTransfer?.types ?? []).includes('Files');

/** A schedule file may be dropped anywhere on the window; a dialog that asks for a file takes it instead. */
export function DropTarget({ children }: { children: ReactNode }) {
  const t = useT();
  const project = useCurrentProject();
  const code = useRef<string | null>(null);
  code.current = location.pathname.startsWith('/p/') ? (project?.code ?? null) : null;
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // dragenter and dragleave fire for every element on the way; only their balance tells whether the pointer is still inside.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(dropClaim() === null);
    };
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const file = event.dataTransfer?.files[0];
      const claim = dropClaim();
      if (file && claim) claim(file);
      else if (file) openDialog({ kind: 'import', file, project: code.current });
    };
    const pairs = [
      ['dragenter', enter],
      ['dragover', over],
      ['dragleave', leave],
      ['drop', drop],
    ] as const;
    pairs.forEach(([name, handler]) => addEventListener(name, handler));
    return () => pairs.forEach(([name, handler]) => removeEventListener(name, handler));
  }, []);
  return (
    <>
      {children}
      {isOver && (
        <div className="drop" role="status">
          <div className="drop-box">
            <b>{code.current ? t('import.dropInto', { project: project?.name ?? '' }) : t('import.drop')}</b>
            <span className="mut">{t('import.formats')}</span>
          </div>
        </div>
      )}
    </>
  );
}

import { useRef } from 'react';

import { useT } from '../app/i18n';

export function ChooseFile({ onFile }: { onFile: (file: File) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="im-drop">
      <p>{t('import.choose')}</p>
      <button type="button" className="bt" data-autofocus onClick={() => input.current?.click()}>
        {t('import.browse')}
      </button>
      <p className="mut s12">{t('import.formats')}</p>
      <input
        ref={input}
        type="file"
        accept=".xml,.xer,.json,.mpp,.pmxml,.mpx,text/xml,application/xml,application/json"
        className="vh"
        tabIndex={-1}
        aria-label={t('import.browse')}
        onChange={(event) => event.target.files?.[0] && onFile(event.target.files[0])}
      />
    </div>
  );
}

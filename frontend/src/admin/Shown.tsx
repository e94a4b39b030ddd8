import { useState } from 'react';

import { useT } from '../app/i18n';
import { Dialog } from '../ui/Dialog';

/** Something that is shown once: a password, a token, recovery codes. */
export function Shown({ title, note, text, onClose }: { title: string; note: string; text: string; onClose: () => void }) {
  const t = useT();
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    // On plain HTTP there is no clipboard; the text is selected with one click then.
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Dialog title={title} size={480} onClose={onClose}>
      <div className="form">
        <p className="prose">{note}</p>
        <output className="ad-secret">{text}</output>
        <div className="form-f">
          <button type="button" className="bt p" onClick={onClose} data-autofocus>
            {t('admin.kept')}
          </button>
          {'clipboard' in navigator && (
            <button type="button" className="bt" onClick={copy}>
              {t(isCopied ? 'admin.copied' : 'admin.copy')}
            </button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

import { X } from 'lucide-react';
import { useEffect, useState } from 'react';

import { useT } from '../app/i18n';
import { IconButton, Kbd } from './bits';
import { closeToast, useToast } from './toasts';

const SHOWN_FOR = 6000;

/** Bottom left, one line, six seconds; waits while the pointer or the focus is on it. */
export function Toaster() {
  const t = useT();
  const toast = useToast();
  const [held, setHeld] = useState(false);
  const id = toast?.id;
  const stays = held || toast?.tone === 'error';
  useEffect(() => {
    if (id === undefined || stays) return undefined;
    const timer = setTimeout(() => closeToast(id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [id, stays]);
  const hold = {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
  return (
    <div className="toasts" role="status" aria-live="polite" {...hold}>
      {toast && (
        <div
          key={toast.id}
          className={`toast ${toast.tone === 'error' ? 'err' : ''}`}
          role={toast.tone === 'error' ? 'alert' : undefined}
        >
          <span className="toast-text">{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="toast-act"
              onClick={() => {
                toast.action?.run();
                closeToast(toast.id);
              }}
            >
              {toast.action.label}
              {toast.action.keys && (
                <span className="desk">
                  <Kbd>{toast.action.keys}</Kbd>
                </span>
              )}
            </button>
          )}
          <IconButton label={t('action.close')} onClick={() => closeToast(toast.id)}>
            <X size={14} strokeWidth={1.5} />
          </IconButton>
        </div>
      )}
    </div>
  );
}

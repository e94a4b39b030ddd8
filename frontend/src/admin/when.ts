import { getLanguage, t } from '../app/i18n';

/** A moment of the server in the reader's zone: `07-24 16:05` within the year; «—» where there is none. */
export function moment(iso: string | null | undefined): string {
  if (!iso) return '—';
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const year = at.getFullYear() === new Date().getFullYear() ? '' : `${at.getFullYear()}-`;
  return `${year}${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What a browser calls itself, in two words; the whole text stands in the title. */
export function deviceName(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : '';
  const system = /Windows/.test(agent)
    ? 'Windows'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Android/.test(agent)
        ? 'Android'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : '';
  if (!browser && !system) return t('admin.unknownDevice');
  return [browser, system].filter(Boolean).join(getLanguage() === 'en' ? ' on ' : '，');
}

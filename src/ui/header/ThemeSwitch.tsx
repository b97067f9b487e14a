/** Light, dark, or as the system has it; each press goes to the next. */
import { IconButton } from '../parts/IconButton';
import { useView, viewStore } from '../stores';

const next = { system: 'light', light: 'dark', dark: 'system' } as const;
const icons = { system: 'screen', light: 'sun', dark: 'moon' } as const;
const words = { system: 'as the system', light: 'light', dark: 'dark' } as const;

/** See the file's header. */
export function ThemeSwitch() {
  const theme = useView((state) => state.theme);
  return (
    <IconButton
      icon={icons[theme]}
      label={`Theme: ${words[theme]}`}
      more={`Press for ${words[next[theme]]}`}
      onClick={() => viewStore.getState().setTheme(next[theme])}
    />
  );
}

import {
  IconAppWindow,
  IconBrowser,
  IconBrush,
  IconCalculator,
  IconCode,
  IconDeviceGamepad2,
  IconFileText,
  IconFolder,
  IconMail,
  IconMusic,
  IconPhoto,
  IconPresentation,
  IconPuzzle,
  IconTable,
  IconTerminal2,
} from '@tabler/icons-react'

const kinds = [
  [/chrom|firefox|edge|brave|opera|safari|browser/iu, IconBrowser],
  [/scratch|snap!|blockly/iu, IconPuzzle],
  [/xterm|terminal|konsole|console|bash|powershell|cmd/iu, IconTerminal2],
  [/code|idea|thonny|idle|pycharm|eclipse|geany|vim|emacs|studio/iu, IconCode],
  [/excel|calc(?!ulator)|spreadsheet|gnumeric/iu, IconTable],
  [/powerpoint|impress|slides/iu, IconPresentation],
  [/calculator|kcalc/iu, IconCalculator],
  [/word|writer|docs|notepad|text|edit|abiword|mousepad|gedit|kate/iu, IconFileText],
  [/gimp|paint|inkscape|krita|draw/iu, IconBrush],
  [/photo|image|viewer|eog|gwenview/iu, IconPhoto],
  [/nautilus|thunar|explorer|files|dolphin|pcmanfm/iu, IconFolder],
  [/outlook|mail|thunderbird|evolution/iu, IconMail],
  [/spotify|music|rhythmbox|audacity|vlc|media/iu, IconMusic],
  [/game|minecraft|steam|roblox/iu, IconDeviceGamepad2],
] as const

/** A small picture for what kind of program is in front; the name is always written beside it. */
export const AppIcon = ({ application, size = 14 }: { readonly application: string; readonly size?: number }) => {
  const Icon = kinds.find(([pattern]) => pattern.test(application))?.[1] ?? IconAppWindow
  return <Icon size={size} stroke={1.75} aria-hidden="true" />
}

/**
 * Programs that a session cannot do without, by the name of their file: no rule stops one of these where the PC's administrator installed it
 * [AP4]. The list is closed; `docs/applications.md` says the rule.
 */
const desktopParts: Readonly<Record<string, readonly string[]>> = {
  'display servers': ['xorg', 'xwayland', 'xvfb', 'xephyr', 'xinit', 'startx'],
  'window managers and compositors': [
    ...[
      'openbox',
      'xfwm4',
      'kwin_x11',
      'kwin_wayland',
      'mutter',
      'mutter-x11-frames',
      'metacity',
      'marco',
      'muffin',
      'compiz',
      'picom',
      'i3',
    ],
    ...['fluxbox', 'icewm', 'jwm', 'lxqt-session', 'twm', 'xcompmgr', 'enlightenment', 'awesome', 'bspwm', 'fvwm3', 'sawfish', 'wmaker'],
  ],
  'sessions, panels and desktops': [
    ...[
      'gnome-session',
      'gnome-session-binary',
      'gnome-session-ctl',
      'gnome-shell',
      'gnome-shell-calendar-server',
      'gnome-panel',
      'gdm-x-session',
    ],
    ...[
      'startplasma-x11',
      'plasma_session',
      'plasmashell',
      'ksmserver',
      'kded5',
      'kded6',
      'krunner',
      'kaccess',
      'kdeinit5',
      'klauncher',
      'ksplashqml',
    ],
    ...[
      'xfce4-session',
      'xfce4-panel',
      'xfdesktop',
      'xfsettingsd',
      'xfce4-notifyd',
      'xfce4-power-manager',
      'xfconfd',
      'wrapper-2.0',
      'wrapper-1.0',
    ],
    ...[
      'mate-session',
      'mate-panel',
      'mate-settings-daemon',
      'caja',
      'wnck-applet',
      'clock-applet',
      'cinnamon',
      'cinnamon-session',
      'nemo-desktop',
    ],
    ...[
      'lxsession',
      'lxpanel',
      'pcmanfm',
      'lxqt-panel',
      'pcmanfm-qt',
      'lxqt-policykit-agent',
      'lxqt-notificationd',
      'budgie-panel',
      'budgie-wm',
    ],
    ...[
      'tint2',
      'polybar',
      'dunst',
      'notification-daemon',
      'mate-notification-daemon',
      'nm-applet',
      'blueman-applet',
      'gsd-xsettings',
      'cinnamon-settings-daemon',
    ],
  ],
  'shells of the session': [
    'sh',
    'bash',
    'dash',
    'zsh',
    'fish',
    'ksh',
    'login',
    'su',
    'sudo',
    'pkexec',
    'systemd',
    '(sd-pam)',
    'dbus-run-session',
    'ssh-agent',
  ],
  'services of the session': [
    ...[
      'dbus-daemon',
      'dbus-broker',
      'dbus-broker-launch',
      'dbus-launch',
      'dconf-service',
      'gnome-keyring-daemon',
      'kwalletd5',
      'kwalletd6',
      'gpg-agent',
    ],
    ...[
      'pipewire',
      'pipewire-pulse',
      'wireplumber',
      'pulseaudio',
      'gvfsd',
      'gvfsd-fuse',
      'gvfsd-trash',
      'gvfs-udisks2-volume-monitor',
      'xdg-desktop-portal',
    ],
    ...[
      'xdg-desktop-portal-gtk',
      'xdg-desktop-portal-kde',
      'xdg-desktop-portal-gnome',
      'xdg-document-portal',
      'xdg-permission-store',
      'tracker-miner-fs-3',
    ],
    ...[
      'polkit-gnome-authentication-agent-1',
      'polkit-mate-authentication-agent-1',
      'polkit-kde-authentication-agent-1',
      'xfce-polkit',
      'lxpolkit',
    ],
    ...[
      'xscreensaver',
      'light-locker',
      'xss-lock',
      'i3lock',
      'gnome-screensaver',
      'mate-screensaver',
      'cinnamon-screensaver',
      'kscreenlocker_greet',
    ],
  ],
  'input methods and help for disabilities': [
    ...[
      'ibus-daemon',
      'ibus-x11',
      'ibus-extension-gtk3',
      'ibus-ui-gtk3',
      'ibus-engine-simple',
      'fcitx',
      'fcitx5',
      'at-spi-bus-launcher',
      'at-spi2-registryd',
    ],
    ...[
      'orca',
      'speech-dispatcher',
      'sd_espeak-ng',
      'onboard',
      'florence',
      'kmag',
      'magnus',
      'xzoom',
      'mousetweaks',
      'brltty',
      'espeak-ng',
    ],
  ],
  'helpers of browsers': [
    'browser-host',
    'chrome_crashpad_handler',
    'chrome-sandbox',
    'nacl_helper',
    'crashreporter',
    'pingsender',
    'crashhelper',
  ],
}

const names: ReadonlySet<string> = new Set(Object.values(desktopParts).flat())

/** Of Windows, by the name of the file without `.exe`. */
const windowsParts: Readonly<Record<string, readonly string[]>> = {
  'the session': [
    ...['csrss', 'winlogon', 'wininit', 'logonui', 'lockapp', 'userinit', 'sihost', 'taskhostw', 'svchost', 'services', 'lsass', 'smss'],
    ...['fontdrvhost', 'conhost', 'runtimebroker', 'backgroundtaskhost', 'audiodg', 'spoolsv', 'splwow64', 'wudfhost'],
    ...[
      'consent',
      'credentialuibroker',
      'smartscreen',
      'securityhealthsystray',
      'werfault',
      'wlrmdr',
      'systemsettingsbroker',
      'usercallbroker',
    ],
  ],
  'the desktop': [
    ...['explorer', 'dwm', 'shellhost', 'shellexperiencehost', 'startmenuexperiencehost', 'searchhost', 'searchapp', 'searchui'],
    ...['applicationframehost', 'widgets', 'lockscreencontentserver'],
  ],
  'input methods and help for disabilities': [
    ...['ctfmon', 'textinputhost', 'tabtip', 'inputpersonalization', 'chsime', 'imebroker'],
    ...['atbroker', 'utilman', 'narrator', 'magnify', 'osk', 'voiceaccess', 'livecaptions', 'sapisvr', 'eoaexperiences'],
    ...['nvda', 'nvda_slave', 'jfw', 'zt', 'natspeak'],
  ],
  'the session under Wine': ['rpcss', 'plugplay', 'winedevice', 'start', 'wineboot'],
}

const windowsNames: ReadonlySet<string> = new Set(Object.values(windowsParts).flat())

/** Whether a program of this name, with `.exe` or without, is a part of Windows' desktop or of our own, whatever its case. */
export const isWindowsPart = (fileName: string): boolean => {
  const name = fileName.toLowerCase().replace(/\.exe$/u, '')
  return windowsNames.has(name) || name.startsWith('classwarden')
}

/** Whether a file of this name is a part of the desktop, whatever its case. */
export const isDesktopPart = (fileName: string): boolean => {
  const name = fileName.toLowerCase()
  // The settings daemon of GNOME is one program for each of its tasks.
  return names.has(name) || name.startsWith('gsd-') || name.startsWith('classwarden')
}

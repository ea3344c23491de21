import { createHash } from 'node:crypto'
import path from 'node:path'
import { emptyEnrolmentProperty } from '#shared/model/site-installer'
import { product } from '../workspace'
import { isOfBrowsers } from './browser-link'
import type { RegistryKey } from './browser-policies'

export interface InstallerFacts {
  /** What is installed, as paths in its folder. */
  readonly files: readonly string[]
  /** What the registry tells browsers. */
  readonly browsers: readonly RegistryKey[]
  /** That folder, and the library of the actions (agent/platform/windows/installer). */
  readonly folder: string
  readonly actions: string
  readonly version: string
}

/** Of every version of the agent's installer: Windows tells by it what replaces what. */
const upgradeCode = '6F0C1B0E-7C43-4E0B-9C55-0E5C3A4E9D21'
const service = 'classwarden-service.exe'
/** Hidden in Windows Installer's logs: they hold the token. */
const secrets = ['TOKEN', 'ENROLMENT', 'WriteEnrolment']

/**
 * Source of the agent's installer for wixl, in WiX's language (wixtoolset.org, version 3). wixl mixes up an order that is
 * told by Before and After: the actions have the numbers of Windows Installer's own sequence, after StopServices (1900), RemoveFiles (3500) and
 * InstallFiles (4000).
 */
export function installerSource(facts: InstallerFacts): string {
  const { version } = facts
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="${guid(`product ${version}`)}" UpgradeCode="${upgradeCode}" Name="Classwarden agent" Manufacturer="${xml(product.author)}" Version="${version}" Language="1033" Codepage="1252">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="Classwarden on a pupil PC" />
    <MajorUpgrade DowngradeErrorMessage="A newer version of the Classwarden agent is installed." />
    <MediaTemplate EmbedCab="yes" />
    <Property Id="ENROLMENT" Value="${emptyEnrolmentProperty}" />
    <Property Id="MsiHiddenProperties" Value="${secrets.join(';')}" />
    <Property Id="ARPNOMODIFY" Value="1" />
    <Binary Id="Actions" SourceFile="${xml(facts.actions)}" />
    <CustomAction Id="AwaitEnd.Data" Property="AwaitEnd" Value="[INSTALLDIR]" />
    <CustomAction Id="AwaitEnd" BinaryKey="Actions" DllEntry="AwaitEnd" Execute="deferred" Impersonate="no" Return="ignore" />
    <CustomAction Id="WriteEnrolment.Data" Property="WriteEnrolment" Value="[HUB]|[PIN]|[TOKEN]|[ENROLMENT]|[ROOM]" />
    <CustomAction Id="WriteEnrolment" BinaryKey="Actions" DllEntry="WriteEnrolment" Execute="deferred" Impersonate="no" HideTarget="yes" />
    <CustomAction Id="TakeBack" BinaryKey="Actions" DllEntry="RemoveTraces" Execute="rollback" Impersonate="no" Return="ignore" />
    <CustomAction Id="RemoveTraces" BinaryKey="Actions" DllEntry="RemoveTraces" Execute="deferred" Impersonate="no" Return="ignore" />
    <InstallExecuteSequence>
      <RemoveExistingProducts Sequence="1401" />
      <Custom Action="AwaitEnd.Data" Sequence="1510">REMOVE</Custom>
      <Custom Action="WriteEnrolment.Data" Sequence="1520">NOT REMOVE</Custom>
      <Custom Action="AwaitEnd" Sequence="1950">REMOVE</Custom>
      <Custom Action="RemoveTraces" Sequence="3600">REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>
      <Custom Action="TakeBack" Sequence="4050">NOT REMOVE AND NOT WIX_UPGRADE_DETECTED</Custom>
      <Custom Action="WriteEnrolment" Sequence="4100">NOT REMOVE</Custom>
    </InstallExecuteSequence>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="MakersFolder" Name="Classwarden">
          <Component Id="Registration" Guid="${guid('registration')}" Win64="yes">
            <RemoveFolder Id="MakersFolder" On="uninstall" />
            <RegistryKey Root="HKLM" Key="SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Classwarden Agent">
              <RegistryValue Name="EventMessageFile" Type="string" Value="[INSTALLDIR]${service}" KeyPath="yes" />
              <RegistryValue Name="TypesSupported" Type="integer" Value="7" />
            </RegistryKey>
          </Component>
${facts.browsers.map(keySource).join('\n')}
          <Directory Id="INSTALLDIR" Name="Agent">
${folderSource(facts, '', '            ')}
          </Directory>
        </Directory>
      </Directory>
    </Directory>
    <Feature Id="Browsers" Level="1" Title="Browsers">
${facts.browsers.map(({ key }) => `      <ComponentRef Id="${idOf('p', key)}" />`).join('\n')}
${componentsOf(facts.files.filter(isOfBrowsers))}
    </Feature>
    <Feature Id="Agent" Level="1" Title="Classwarden agent">
      <ComponentRef Id="Registration" />
${componentsOf(facts.files.filter((file) => !isOfBrowsers(file)))}
    </Feature>
  </Product>
</Wix>
`
}

const componentsOf = (files: readonly string[]): string => files.map((file) => `      <ComponentRef Id="${idOf('c', file)}" />`).join('\n')

/** A folder of what is installed: its files, a component each, as Windows Installer wants it, then the folders in it. */
function folderSource(facts: InstallerFacts, inside: string, indent: string): string {
  const here = facts.files.filter((file) => path.posix.dirname(file) === (inside === '' ? '.' : inside))
  const deeper = facts.files.filter((file) => inside === '' || file.startsWith(`${inside}/`)).filter((file) => !here.includes(file))
  const skip = inside === '' ? 0 : inside.length + 1
  const names = [...new Set(deeper.map((file) => file.slice(skip).split('/')[0] ?? ''))]
  return [
    ...here.map((file) => fileSource(facts, file, indent)),
    ...names.map((name) => {
      const folder = path.posix.join(inside, name)
      return `${indent}<Directory Id="${idOf('d', folder)}" Name="${xml(name)}">\n${folderSource(facts, folder, `${indent}  `)}\n${indent}</Directory>`
    }),
  ].join('\n')
}

/** Values alone: a key that others have values in stays when the agent goes. */
function keySource({ key, values }: RegistryKey): string {
  const lines = Object.entries(values).map(([name, value], index) => {
    const named = name === '' ? '' : ` Name="${name}"`
    const type = typeof value === 'number' ? 'integer' : 'string'
    return `              <RegistryValue${named} Type="${type}" Value="${xml(formatted(String(value)))}"${index === 0 ? ' KeyPath="yes"' : ''} />`
  })
  return [
    `          <Component Id="${idOf('p', key)}" Guid="${guid(`policy ${key}`)}" Win64="yes">`,
    `            <RegistryKey Root="HKLM" Key="${key}">`,
    ...lines,
    '            </RegistryKey>',
    '          </Component>',
  ].join('\n')
}

function fileSource({ folder }: InstallerFacts, file: string, indent: string): string {
  const source = xml(path.join(folder, file))
  const name = xml(path.posix.basename(file))
  const registered =
    file === service
      ? `\n${indent}  <ServiceInstall Id="Service" Name="ClasswardenAgent" DisplayName="Classwarden agent" Description="Reports to the hub of the school, and limits this PC when staff ask for it." Type="ownProcess" Start="auto" ErrorControl="normal" Vital="yes" />` +
        `\n${indent}  <ServiceControl Id="ServiceRun" Name="ClasswardenAgent" Start="install" Stop="both" Remove="uninstall" Wait="yes" />`
      : ''
  return (
    `${indent}<Component Id="${idOf('c', file)}" Guid="${guid(`file ${file}`)}" Win64="yes">\n` +
    `${indent}  <File Id="${idOf('f', file)}" Name="${name}" Source="${source}" KeyPath="yes" />${registered}\n` +
    `${indent}</Component>`
  )
}

/** Windows Installer puts properties into brackets: a bracket is meant as one. */
const formatted = (text: string): string => text.replaceAll(/[[\]]/gu, '[\\$&]')

const hashOf = (text: string): string => createHash('sha256').update(`classwarden ${text}`).digest('hex')

/** The same for the same text: a component keeps its name in every version. */
function guid(text: string): string {
  const hex = hashOf(text).toUpperCase()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const idOf = (kind: string, file: string): string => `${kind}${hashOf(file).slice(0, 24)}`

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

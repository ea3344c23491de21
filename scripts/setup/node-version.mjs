/** The range of package.json's "engines", as pairs of major and minor. */
const oldest = { major: 20, minor: 19 }
const newestMajor = 22

/**
 * @param {string} version such as 20.20.2
 * @returns {string | undefined} one line on what to do when this Node is too old or too new
 */
export function nodeVersionComplaint(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isTooOld = major < oldest.major || (major === oldest.major && minor < oldest.minor)
  if (!isTooOld && major <= newestMajor) return undefined
  return `this is Node ${version}: install Node ${oldest.major}.${oldest.minor} or later, up to ${newestMajor}`
}

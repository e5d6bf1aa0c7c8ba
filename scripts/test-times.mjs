const shown = 5

/**
 * Where the time of `npm test` went, as lines to print: each check, then the files of tests that took longest. What ran at the same time is
 * counted whole for each, so those of one kind are compared with each other and not with the checks.
 */
export function toTimeLines(checks, unit, browser) {
  const total = checks.reduce((sum, { seconds }) => sum + seconds, 0)
  return [
    `Time: ${formatSeconds(total)} = ${checks.map(({ title, seconds }) => `${title} ${formatSeconds(seconds)}`).join(' + ')}`,
    ...slowest('Slowest unit tests', unitFiles(unit)),
    ...slowest('Slowest browser tests', browserFiles(browser)),
  ]
}

const formatSeconds = (seconds) => (seconds < 90 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`)

function slowest(title, files) {
  if (files.length === 0) return []
  const first = files.toSorted((one, other) => other.seconds - one.seconds).slice(0, shown)
  return [`${title}: ${first.map(({ file, seconds }) => `${file} ${formatSeconds(seconds)}`).join(', ')}`]
}

const unitFiles = (unit) =>
  (unit?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    file: name.slice(name.lastIndexOf('/tests/') + 1),
    seconds: (endTime - startTime) / 1000,
  }))

const browserFiles = (browser) =>
  (browser?.suites ?? []).map((suite) => ({ file: suite.file, seconds: durationOf(suite) / 1000 }))

/** Of all tests of a suite and the suites within it, on each screen, with those that were tried again. */
const durationOf = ({ suites = [], specs = [] }) =>
  suites.reduce((sum, suite) => sum + durationOf(suite), 0) +
  specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results)).reduce((sum, { duration }) => sum + duration, 0)

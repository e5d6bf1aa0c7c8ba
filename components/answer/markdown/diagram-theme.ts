import type { Theme } from '@/components/ui/theme'

/** A longer diagram stays code. It is Mermaid's own limit. */
export const maxDiagramChars = 50_000

/** As in `app/styles/tokens.css`, in the notation that Mermaid computes with; `hues` tell branches, slices and sections apart. */
const palettes = {
  light: {
    ground: '#fcfbf9',
    box: '#efeeea',
    quiet: '#f5f4f2',
    line: '#68645f',
    faint: '#d5d3cf',
    ink: '#201e1a',
    note: '#fef6e5',
    noteLine: '#edd5a3',
    tint: '#eff4fe',
    tintLine: '#bdd1fb',
    hues: ['#cddeff', '#c5e8d0', '#f2daba', '#fed2cc', '#e8d5f7', '#b8e9eb', '#d9e3bf', '#f9d1e3'],
  },
  dark: {
    ground: '#12110f',
    box: '#23211f',
    quiet: '#191816',
    line: '#989691',
    faint: '#393734',
    ink: '#eeedea',
    note: '#282012',
    noteLine: '#5c4a29',
    tint: '#192237',
    tintLine: '#324575',
    hues: ['#324263', '#264c34', '#553d1a', '#5e3531', '#4c395a', '#0c4c4f', '#3e4721', '#5a3547'],
  },
} satisfies Record<Theme, Record<string, string | string[]>>

const strongHues = ['#6c90dc', '#4ca871', '#bd8630', '#d2736a', '#a97cc9', '#00a8af', '#899d41', '#c8729c']

/**
 * How Mermaid draws in a theme. `strict`: no HTML, links or scripts of the diagram are kept. What `secure` names cannot be
 * changed by the diagram itself, its colours included: it does not know on which ground it is seen.
 * @see https://mermaid.js.org/config/schema-docs/config.html
 */
export const diagramConfig = (theme: Theme) => ({
  startOnLoad: false,
  securityLevel: 'strict',
  secure: [
    ...['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges', 'suppressErrorRendering'],
    ...['htmlLabels', 'theme', 'themeVariables', 'themeCSS', 'darkMode', 'fontFamily'],
  ],
  suppressErrorRendering: true,
  maxTextSize: maxDiagramChars,
  maxEdges: 300,
  htmlLabels: false,
  flowchart: { htmlLabels: false },
  fontFamily: 'system-ui, sans-serif',
  theme: 'base',
  themeVariables: toVariables(theme),
})

const toVariables = (theme: Theme) => {
  const { ground, box, quiet, line, faint, ink, note, noteLine, tint, tintLine, hues } = palettes[theme]
  return {
    darkMode: theme === 'dark',
    fontSize: '14px',
    background: ground,
    mainBkg: box,
    primaryColor: box,
    primaryTextColor: ink,
    primaryBorderColor: line,
    secondaryColor: tint,
    secondaryTextColor: ink,
    secondaryBorderColor: tintLine,
    tertiaryColor: quiet,
    tertiaryTextColor: ink,
    tertiaryBorderColor: faint,
    clusterBkg: quiet,
    clusterBorder: faint,
    lineColor: line,
    textColor: ink,
    titleColor: ink,
    edgeLabelBackground: ground,
    noteBkgColor: note,
    noteTextColor: ink,
    noteBorderColor: noteLine,
    signalColor: line,
    signalTextColor: ink,
    labelBoxBkgColor: quiet,
    activationBkgColor: faint,
    activationBorderColor: line,
    sectionBkgColor: quiet,
    altSectionBkgColor: ground,
    sectionBkgColor2: quiet,
    gridColor: faint,
    taskBkgColor: hues[0],
    taskBorderColor: line,
    taskTextColor: ink,
    taskTextOutsideColor: ink,
    taskTextDarkColor: ink,
    taskTextLightColor: ink,
    activeTaskBkgColor: hues[1],
    activeTaskBorderColor: line,
    doneTaskBkgColor: faint,
    doneTaskBorderColor: line,
    critBkgColor: hues[3],
    critBorderColor: line,
    commitLabelColor: ink,
    commitLabelBackground: quiet,
    pieOpacity: '1',
    pieStrokeColor: ground,
    pieOuterStrokeColor: line,
    pieTitleTextColor: ink,
    pieSectionTextColor: ink,
    pieLegendTextColor: ink,
    quadrant1Fill: quiet,
    quadrant2Fill: box,
    quadrant3Fill: quiet,
    quadrant4Fill: box,
    quadrantPointFill: strongHues[0],
    ...Object.fromEntries(
      ['quadrantTitleFill', 'quadrantPointTextFill', 'quadrantXAxisTextFill', 'quadrantYAxisTextFill'].map((name) => [name, ink]),
    ),
    ...Object.fromEntries(
      ['quadrant1TextFill', 'quadrant2TextFill', 'quadrant3TextFill', 'quadrant4TextFill'].map((name) => [name, ink]),
    ),
    xyChart: {
      backgroundColor: ground,
      plotColorPalette: strongHues.join(','),
      ...Object.fromEntries(
        ['titleColor', 'xAxisLabelColor', 'xAxisTitleColor', 'yAxisLabelColor', 'yAxisTitleColor'].map((name) => [name, ink]),
      ),
      ...Object.fromEntries(['xAxisTickColor', 'xAxisLineColor', 'yAxisTickColor', 'yAxisLineColor'].map((name) => [name, line])),
    },
    ...Object.fromEntries(
      hues.flatMap((hue, i) => [
        [`pie${i + 1}`, hue],
        [`cScale${i}`, hue],
        [`cScaleLabel${i}`, ink],
        [`cScaleInv${i}`, line],
        [`cScalePeer${i}`, line],
        [`fillType${i}`, hue],
        [`git${i}`, strongHues[i]],
        [`gitInv${i}`, ground],
        [`gitBranchLabel${i}`, '#201e1a'],
      ]),
    ),
  }
}

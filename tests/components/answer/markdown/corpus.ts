/** Answers as models write them, for the laws of half-written Markdown and of streaming. */
export const corpus: string[] = [
  `It would take about **two and a half** Eiffel Towers. The tower stands **330 metres** tall, counting the antenna fitted in March 2022 [1][2]. The Burj Khalifa reaches **828 metres** [3] [4].

Dividing one by the other gives 828 ÷ 330 = 2.51. *Two full towers* would end at 660 metres; the _third_ only halfway.

## What the figures include

Both numbers count everything \`fixed\` to the structure. See [the key figures](https://www.toureiffel.paris/en/the-monument/key-figures) for more.
`,
  `Here is a table:

| Structure | Height | In **towers** |
| :-------- | -----: | :---: |
| Eiffel Tower [1] | 330 m | 1.00 |
| Two \`stacked\` | 660 m | 2.00 |
| Burj Khalifa [3] | 828 m | *2.51* |

And what follows it.`,
  `1. First **thing**
   - nested *one*
   - nested two with [link](https://example.org/a_(b))

     and a second paragraph
2. Second thing
3. Third ~~old~~ new thing

- [ ] a task
- [x] done task
- last one

> A quote with **weight**
> over two lines
>
> - and a list in it

---

The end.`,
  `Use a generator:

\`\`\`ts
export async function* read(log: Log) {
  for (const event of log) yield event // a | b ** c
}
\`\`\`

Then in Python:

~~~python
def add(x, y):
    return x + y
~~~

And inline: \`a ** b\`, \`\`a \` b\`\`. Done.
`,
  `# Title

Setext title
===

Another
---

Some text with a hard break\\
and a line  
after it. Prices from $5 to $10 and US$20, AT&T, 2*3*4, snake_case_name, a \\* star.

The formula $E = mc^2$ and \\(a_1 + b\\) inline, and

$$
\\int_0^1 x^2 \\, dx = \\frac{1}{3}
$$

or \\[ x = 1 \\] as well.`,
  Array.from({ length: 12 }, (_, i) => `${i + 1}. Item **number ${i + 1}** with \`code\` and a source [${(i % 4) + 1}].`).join(
    '\n',
  ),
  Array.from({ length: 10 }, (_, i) => `- Point ${i + 1}\n  - sub *point*\n\n  with a paragraph`).join('\n'),
  `***Both*** and **bold _with italic_ inside** and ![a picture](https://example.org/p.png) here, www.example.org, https://example.org/x?y=1&z=2, <https://example.org/>.

Footnote[^1] and [reference][ref].

[^1]: The note.
[ref]: https://example.org/ref

\tindented code

<div onclick="x()">**not html**</div>

Last &amp; final &copy; &#x41; line.`,
  `- a\n\n1\n\n1. one\n\n2. two\n\n2\n\ntext\r\nwith crlf\r\n\r\nnext`,
]

import { convertMillimetersToTwip, Document, Packer, Paragraph, Tab, TextRun } from 'docx'

/** Face, size (in half points) and margins of an office's paper: Nghị định 30/2020/NĐ-CP, Phụ lục I. */
const FACE = { font: 'Times New Roman', size: 28 }
const MARGIN = {
  top: convertMillimetersToTwip(20),
  bottom: convertMillimetersToTwip(20),
  left: convertMillimetersToTwip(30),
  right: convertMillimetersToTwip(15),
}
const A4 = { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) }

/** A text as a Word document, a paragraph a line, word for word. */
export async function textToDocx(text: string): Promise<Uint8Array> {
  const document = new Document({
    creator: 'Nhịp Cầu',
    styles: { default: { document: { run: FACE } } },
    sections: [
      {
        properties: { page: { size: A4, margin: MARGIN } },
        children: text.split('\n').map((line) => new Paragraph({ children: runs(line) })),
      },
    ],
  })
  return Packer.toBuffer(document)
}

/** A line with its tab stops; XML 1.0 knows no other control characters, and no half of a pair. */
function runs(line: string): TextRun[] {
  return line
    .split('\t')
    .map((piece) => piece.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ''))
    .map((piece, index) => new TextRun({ children: index > 0 ? [new Tab(), piece] : [piece] }))
}

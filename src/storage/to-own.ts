/** The rest of a sentence: what gives a folder to the user of this process. */
export function toOwn(folder: string): { vi: string; en: string } {
  const command = `chown -R ${process.getuid?.()}:${process.getgid?.()} ${folder}`
  return {
    vi: `; hãy chuyển thư mục cho người dùng chạy dịch vụ, bằng root: ${command}`,
    en: `; as root, give the folder to the user of the service: ${command}`,
  }
}

export const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.xml,.eml";

/** The browser's own dialog. */
export function chooseFiles(then: (files: File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ACCEPTED;
  input.addEventListener("change", () => {
    if (input.files?.length) then([...input.files]);
  });
  input.click();
}

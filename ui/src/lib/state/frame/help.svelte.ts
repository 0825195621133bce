// Whether the sheet of keys is open; the settings open it too.
class Help {
  open = $state(false);
}

export const help = new Help();

/* Stands in for the till: it has a version, a library of that version in a folder of its own, and a copy that runs.

   till --version   ends with the number that its library answers
   till --close     asks the copy that runs to close
   till             runs until it is asked, and notes its arguments beside its file
   till --busy      the same, and goes on when it is asked */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

__declspec(dllimport) int answer(void);

int wmain(int count, wchar_t **argument)
{
    wchar_t note[MAX_PATH + 16];
    FILE *file;
    HANDLE asked = CreateEventW(NULL, FALSE, FALSE, L"airtill-stand-in-is-asked-to-close");
    int busy = count > 1 && !wcscmp(argument[1], L"--busy");

    if (count > 1 && !wcscmp(argument[1], L"--version"))
        return answer();
    if (count > 1 && !wcscmp(argument[1], L"--close"))
        return !SetEvent(asked);

    GetModuleFileNameW(NULL, note, MAX_PATH);
    wcscat(note, L".started");
    file = _wfopen(note, L"w");
    if (!file)
        return 1;
    for (int at = 1; at < count; at++)
        fwprintf(file, L"%ls\n", argument[at]);
    fclose(file);
    do
        WaitForSingleObject(asked, INFINITE);
    while (busy);
    return 0;
}

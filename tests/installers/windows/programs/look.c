/* A person in front of the screen: reads the windows, presses buttons, and looks into the Credential Manager.

   look                     every visible window with a title, and under it the text of each visible control
   look press TEXT          presses the first visible, enabled button with TEXT in its text; ends with 1 where none is
   look hold FILE TIME      keeps a file open, which nobody else may open meanwhile, for so many milliseconds
   look keep NAME           stores a credential of this name
   look has NAME            ends with 0 when there is a credential of this name
   look rights PATH         the owner and the rights of a file or folder, in Microsoft's language for them (SDDL)
   look open PATH           gives a file or folder to everybody, with every right
   look who                 the account that this runs as, with its computer or domain
   look shell               is the shell of the desktop until it is ended */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#include <aclapi.h>
#include <sddl.h>
#include <wincred.h>
#define SECURITY_WIN32
#include <security.h>

static const wchar_t *wanted;
static int pressed;

static void say(const wchar_t *text)
{
    char utf8[8192];
    WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, sizeof utf8, NULL, NULL);
    for (char *at = utf8; *at; at++) if (*at == '\r' || *at == '\n') *at = ' ';
    puts(utf8);
}

static void text_of(HWND window, wchar_t *text, int most)
{
    DWORD_PTR length = 0;
    text[0] = 0;
    SendMessageTimeoutW(window, WM_GETTEXT, most, (LPARAM)text, SMTO_ABORTIFHUNG, 2000, &length);
}

static BOOL CALLBACK control(HWND window, LPARAM unused)
{
    wchar_t text[4096], class[64];
    if (!IsWindowVisible(window)) return TRUE;
    GetClassNameW(window, class, 64);
    text_of(window, text, 4096);
    if (!text[0]) return TRUE;
    if (!wanted) {
        wchar_t line[4200];
        LONG style = GetWindowLongW(window, GWL_EXSTYLE);
        swprintf(line, 4200, L"  %ls%ls: %ls", class, style & 0x00402000 ? L" (right to left)" : L"", text);
        say(line);
    } else if (!pressed && !wcsicmp(class, L"Button") && IsWindowEnabled(window) && wcsstr(text, wanted)) {
        pressed = 1;
        PostMessageW(window, BM_CLICK, 0, 0);
    }
    return TRUE;
}

static BOOL CALLBACK top(HWND window, LPARAM unused)
{
    wchar_t title[1024];
    if (!IsWindowVisible(window)) return TRUE;
    text_of(window, title, 1024);
    if (!wanted && title[0]) say(title);
    if (title[0]) EnumChildWindows(window, control, 0);
    return TRUE;
}

static int keep(wchar_t *name)
{
    CREDENTIALW credential = {0};
    credential.Type = CRED_TYPE_GENERIC;
    credential.TargetName = name;
    credential.CredentialBlob = (BYTE *)"key";
    credential.CredentialBlobSize = 3;
    credential.Persist = CRED_PERSIST_LOCAL_MACHINE;
    credential.UserName = L"somebody";
    return !CredWriteW(&credential, 0);
}

static int hold(const wchar_t *name, int time)
{
    HANDLE file = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE)
        return 1;
    puts("held");
    fflush(stdout);
    Sleep(time);
    return 0;
}

static int rights(wchar_t *path)
{
    PSECURITY_DESCRIPTOR about;
    wchar_t *text;
    DWORD parts = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

    if (GetNamedSecurityInfoW(path, SE_FILE_OBJECT, parts, NULL, NULL, NULL, NULL, &about)) return 1;
    if (!ConvertSecurityDescriptorToStringSecurityDescriptorW(about, SDDL_REVISION_1, parts, &text, NULL)) return 1;
    say(text);
    return 0;
}

static int who(void)
{
    wchar_t name[512];
    ULONG length = 512;

    if (!GetUserNameExW(NameSamCompatible, name, &length)) return 1;
    say(name);
    return 0;
}

/* No library for linking names SetShellWindow. */
static int shell(void)
{
    BOOL (WINAPI *set)(HWND) = (void *)GetProcAddress(GetModuleHandleW(L"user32"), "SetShellWindow");
    HWND window = CreateWindowExW(0, L"Static", L"", 0, 0, 0, 1, 1, NULL, NULL, NULL, NULL);
    MSG message;

    if (!set || !set(window)) return 1;
    puts("the shell");
    fflush(stdout);
    while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
    return 0;
}

static int open_to_all(wchar_t *path)
{
    PSECURITY_DESCRIPTOR wanted;

    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:(A;OICI;FA;;;WD)", SDDL_REVISION_1, &wanted, NULL))
        return 1;
    return !SetFileSecurityW(path, DACL_SECURITY_INFORMATION, wanted);
}

int wmain(int count, wchar_t **argument)
{
    PCREDENTIALW found;

    _setmode(1, _O_BINARY);
    if (count == 2 && !wcscmp(argument[1], L"who"))
        return who();
    if (count == 2 && !wcscmp(argument[1], L"shell"))
        return shell();
    if (count == 4 && !wcscmp(argument[1], L"hold"))
        return hold(argument[2], _wtoi(argument[3]));
    if (count == 3 && !wcscmp(argument[1], L"keep"))
        return keep(argument[2]);
    if (count == 3 && !wcscmp(argument[1], L"has"))
        return !CredReadW(argument[2], CRED_TYPE_GENERIC, 0, &found);
    if (count == 3 && !wcscmp(argument[1], L"press"))
        wanted = argument[2];
    if (count == 3 && !wcscmp(argument[1], L"rights"))
        return rights(argument[2]);
    if (count == 3 && !wcscmp(argument[1], L"open"))
        return open_to_all(argument[2]);
    EnumWindows(top, 0);
    return wanted && !pressed;
}

# What Wine cannot show of the installer, tried on Windows itself with the till that `cargo build` made: the name of its
# windows in the shortcut, the file type of one person, a real till that is asked to close, its real end, and the owner
# and the rights of the company's folder.
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot\..\..").Path
$program = "$root\target\debug\airtill.exe"
$work = "$root\target\try-installer"
$folder = "$env:LOCALAPPDATA\Programs\Airtill"
$env:AIRTILL_DATA_DIR = "$work\data"

function Must([bool]$holds, [string]$what) {
    if (-not $holds) { throw "not so: $what" }
    Write-Output "so it is: $what"
}

# A program without a window of its own is not waited for by PowerShell, unless it is told to.
function Run([string]$file, [string[]]$arguments) {
    (Start-Process -FilePath $file -ArgumentList $arguments -Wait -PassThru).ExitCode
}

# The text of a block of the page for administrators, so that the very commands on the page are tried.
function Block([string]$name) {
    $mark = '(?s)<!-- ' + $name + ': tried by installers/windows/try\.ps1 -->\s+```powershell\r?\n(.*?)```'
    $found = [regex]::Match((Get-Content "$root\docs\rollout.md" -Raw), $mark)
    if (-not $found.Success) { throw "the page has no block $name" }
    $found.Groups[1].Value
}

Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
New-Item -ItemType Directory $work | Out-Null
$version = [regex]::Match((Get-Content "$root\Cargo.toml" -Raw), '(?m)^version = "(.+?)"').Groups[1].Value
Set-Content "$work\licences.txt" 'not for people'
Set-Content "$work\files.nsh" ('${Extra} "' + "$work\licences.txt" + '" "licences.txt"')
$setup = "$work\airtill-setup.exe"
& "${env:ProgramFiles(x86)}\NSIS\makensis.exe" /V2 /INPUTCHARSET UTF8 `
    "/DVERSION=$version" "/DSHOWN=$version (test build)" `
    /DPUBLISHER=Airtill /DCOMPRESSOR=zlib "/DPROGRAM=$program" "/DFILES=$work\files.nsh" "/DOUTPUT=$setup" `
    "$root\installers\windows\airtill.nsi"
Must ($LASTEXITCODE -eq 0) 'NSIS on Windows takes the script'

Must ((Run $setup @('/S')) -eq 0) 'the installer ends with 0 where WebView2 is there'
$menu = (New-Object -ComObject Shell.Application).Namespace("$env:APPDATA\Microsoft\Windows\Start Menu\Programs")
Must ($menu.ParseName('Airtill.lnk').ExtendedProperty('System.AppUserModel.ID') -eq 'com.airtill.till') `
    'the shortcut has our AppUserModelID'
$type = [Microsoft.Win32.Registry]::ClassesRoot.OpenSubKey('.airtill')
Must ($type.GetValue('') -eq 'Airtill.Connection') 'the file type of one person is Windows'' own'

$till = Start-Process "$folder\airtill.exe" '--practice' -PassThru
$until = (Get-Date).AddSeconds(60)
while (($till.Refresh(), $till.MainWindowHandle)[-1] -eq 0 -and (Get-Date) -lt $until) { Start-Sleep -Milliseconds 200 }
Must ($till.MainWindowHandle -ne 0) 'the installed till shows its window'
$written = $false
try { [IO.File]::OpenWrite("$folder\airtill.exe").Close(); $written = $true } catch { }
Must (-not $written) 'nobody writes the file of a till that runs'
Must ((Run $setup @('/S', '/UPDATE')) -eq 0) 'the installer goes over a till that runs and is idle'
Must $till.HasExited 'the till closed when it was asked'

Must ((Run "$folder\uninstall.exe" @('/S')) -eq 0) 'the uninstaller ends with 0'
$until = (Get-Date).AddSeconds(60)
while ((Test-Path $folder) -and (Get-Date) -lt $until) { Start-Sleep -Milliseconds 200 }
Must (-not (Test-Path $folder)) 'nothing of the program is left'
Must (Test-Path "$work\data") 'the data stay'
Must ($null -eq [Microsoft.Win32.Registry]::ClassesRoot.OpenSubKey('.airtill')) 'the file type is gone'

# For all users: the company's folder, which somebody made before, with a file in it.
$company = "$env:ProgramData\Airtill"
$planted = "$company\connections\planted.airtill"
New-Item -ItemType Directory "$company\connections" | Out-Null
Set-Content $planted 'planted'
icacls $company /grant '*S-1-1-0:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)F' /T /Q | Out-Host
icacls $company /setowner $env:USERNAME /T /Q | Out-Host
Copy-Item $setup "$work\airtill-1.2.3-windows-x64-setup.exe"
Set-Location $work
$code = Invoke-Expression (Block 'windows-powershell')
Must ($code -eq 0) "the page's commands install for all users: $code"
# The owner and the group are the administrators; nothing comes from above; the system and they do all, users read.
$guarded = '^O:BAG:BAD:P(AI)?\(A;OICI;FA;;;SY\)\(A;OICI;FA;;;BA\)\(A;OICI;0x1200a9;;;BU\)$'
foreach ($folder in $company, "$company\connections") {
    $found = (Get-Acl -LiteralPath $folder).Sddl
    Must ($found -match $guarded) "$folder has its owner and its rights: $found"
}
$said = Invoke-Expression (Block 'windows-rights')
Must ($said -match $guarded) "the page's command shows them: $said"
$owner = (Get-Acl -LiteralPath $planted).GetOwner([Security.Principal.SecurityIdentifier]).Value
Must ($owner -ne 'S-1-5-32-544') 'a file that lay there is not made the administrators'' own'
Set-Content "$company\policy.toml" 'format = 1'
Must ((Get-Acl "$company\policy.toml").Sddl -match '^O:BA') 'a new file there is the administrators'' own'
Must ((Get-Acl "$company\policy.toml").Sddl -match '\(A;ID;0x1200a9;;;BU\)') 'users read a new file there'
Must ((Get-Acl "$company\policy.toml").Sddl -notmatch ';;;(WD|AU|IU)\)') 'nobody else has a right there'

function Remove-ForAll {
    Must ((Run "$env:ProgramFiles\Airtill\uninstall.exe" @('/S')) -eq 0) 'the uninstaller for all users ends with 0'
    $until = (Get-Date).AddSeconds(60)
    while ((Test-Path "$env:ProgramFiles\Airtill") -and (Get-Date) -lt $until) { Start-Sleep -Milliseconds 200 }
    Must (-not (Test-Path "$env:ProgramFiles\Airtill")) 'nothing of the program is left'
}

Remove-ForAll
Must (Test-Path "$company\policy.toml") 'the administrator''s files stay'
Remove-Item -Recurse -Force $company

# A link in the place of the folder is not followed.
New-Item -ItemType Directory "$work\elsewhere" | Out-Null
$before = (Get-Acl "$work\elsewhere").Sddl
New-Item -ItemType Junction $company -Target "$work\elsewhere" | Out-Null
Must ((Run $setup @('/S', '/AllUsers')) -eq 21) 'a link in the place of the company''s folder is said'
Must ((Get-Acl "$work\elsewhere").Sddl -eq $before) 'the rights of the other folder are as they were'
(Get-Item $company).Delete()
Must ((Run $setup @('/S', '/AllUsers')) -eq 0) 'without the link the folder is made'
Remove-ForAll
Must (-not (Test-Path $company)) 'an empty folder goes with the program'

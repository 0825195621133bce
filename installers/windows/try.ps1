# What Wine cannot show of the installer, tried on Windows itself with the till that `cargo build` made: the name of its
# windows in the shortcut, the file type of one person, a real till that is asked to close, and its real end.
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
